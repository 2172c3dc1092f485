import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../status/index.ts'
import { negotiate } from './negotiate.ts'

const cases = [
  { accept: undefined, mediaType: 'application/json' },
  { accept: '*/*', mediaType: 'application/json' },
  { accept: 'text/html, application/json;q=0.5', mediaType: 'application/json' },
  { accept: 'application/json;q=0.1, application/yaml', mediaType: 'application/yaml' },
  {
    accept: 'application/vnd.kubernetes.protobuf, application/json',
    mediaType: 'application/vnd.kubernetes.protobuf',
  },
]
for (const { accept, mediaType } of cases) {
  test(`negotiate() answers '${accept}' with ${mediaType}`, () => {
    assert.equal(
      negotiate(accept, { pretty: false, protobuf: true, isCustom: false, transforms: 'objects' }).mediaType,
      mediaType,
    )
  })
}

test('negotiate() passes protobuf over where it is not to be had', () => {
  const accept = 'application/vnd.kubernetes.protobuf, application/json'
  assert.equal(
    negotiate(accept, { pretty: false, protobuf: false, isCustom: false, transforms: 'objects' }).mediaType,
    'application/json',
  )
})

test('negotiate() reads what a table is asked as', () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
  assert.deepEqual(
    negotiate(accept, { pretty: false, protobuf: true, isCustom: false, transforms: 'objects' }),
    {
      mediaType: 'application/json',
      as: 'Table',
      group: 'meta.k8s.io',
      version: 'v1',
      pretty: false,
    },
  )
})

for (const accept of ['text/html', 'application/*', 'application/xml']) {
  test(`negotiate() refuses '${accept}'`, () => {
    assert.throws(
      () => negotiate(accept, { pretty: false, protobuf: true, isCustom: false, transforms: 'objects' }),
      (error: unknown) => error instanceof ApiError && error.code === 406,
    )
  })
}

test('negotiate() passes over what cannot be had in that shape', () => {
  const options = { pretty: false, protobuf: false, isCustom: false, transforms: 'objects' } as const
  const accept = 'application/json;as=Table;g=meta.k8s.io;v=v9,application/json'
  assert.equal(negotiate(accept, options).as, undefined)
  assert.throws(
    () => negotiate('application/json;as=Thing;g=meta.k8s.io;v=v1', options),
    /only the following media types/,
  )
})
