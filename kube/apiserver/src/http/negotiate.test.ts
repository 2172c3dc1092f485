import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../status/index.ts'
import { negotiate, negotiateError } from './negotiate.ts'

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
const object = { subject: 'object', isCustom: false, pretty: false } as const
for (const { accept, mediaType } of cases) {
  test(`negotiate() answers '${accept}' with ${mediaType}`, () => {
    assert.equal(negotiate(accept, object).mediaType, mediaType)
  })
}

test('negotiate() passes protobuf over where it is not to be had', () => {
  const accept = 'application/vnd.kubernetes.protobuf, application/json'
  assert.equal(negotiate(accept, { ...object, isCustom: true }).mediaType, 'application/json')
})

test('negotiate() has metadata as protobuf for every kind, tables for none', () => {
  const asking = (as: string) => `application/vnd.kubernetes.protobuf;as=${as};g=meta.k8s.io;v=v1`
  const custom = { ...object, isCustom: true }
  assert.equal(negotiate(asking('PartialObjectMetadata'), custom).as, 'PartialObjectMetadata')
  assert.throws(() => negotiate(asking('Table'), object), /only the following media types/)
})

test('negotiate() reads what a table is asked as', () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
  assert.deepEqual(negotiate(accept, object), {
    mediaType: 'application/json',
    as: 'Table',
    group: 'meta.k8s.io',
    version: 'v1',
    pretty: false,
  })
})

const refused = [
  {
    accept: 'text/html',
    subject: 'object',
    says: /Available representations: application\/json, .*protobuf$/,
  },
  { accept: 'text/html', subject: 'list', says: /Available representations: .*protobuf;stream=watch$/ },
  { accept: 'application/*', subject: 'object', says: /^406/ },
  { accept: 'application/JSON', subject: 'object', says: /^406/ },
  { accept: 'application/json;stream=x', subject: 'object', says: /^only the following .*protobuf$/ },
  { accept: 'application/yaml', subject: 'watch', says: /^only .* application\/json;stream=watch, / },
  {
    accept: 'application/yaml, application/json;q=0.5',
    subject: 'watch',
    says: /^only .* application\/json;stream=watch, /,
  },
  { accept: 'application/json;as=Table', subject: 'watch', says: /^only .* application\/yaml, / },
  { accept: 'application/json;g=meta.k8s.io', subject: 'object', says: /^only / },
  { accept: 'application/yaml;stream=watch', subject: 'object', says: /^only / },
  { accept: 'text/html', subject: 'group', says: /^only the following .*protobuf$/ },
  { accept: 'text/html', subject: 'log', says: /representations: text\/plain, application\/json/ },
  { accept: 'text/plain', subject: 'log', says: /^only / },
  { accept: 'application/yaml', subject: 'version', says: /representations: application\/json$/ },
] as const
for (const { accept, subject, says } of refused) {
  test(`negotiate() refuses '${accept}' for ${subject}`, () => {
    assert.throws(
      () => negotiate(accept, { ...object, subject }),
      (error: unknown) => error instanceof ApiError && error.code === 406 && says.test(error.message),
    )
  })
}

test('negotiate() gives custom resources to whoever takes any application type', () => {
  assert.equal(negotiate('application/*', { ...object, isCustom: true }).mediaType, 'application/json')
})

for (const accept of ['application/json;as', 'application/json;as=', 'application/json;as=a=b']) {
  test(`negotiate() reads no parameter in '${accept}'`, () => {
    assert.equal(negotiate(accept, object).as, undefined)
  })
}

test('negotiate() tells the version whatever is asked for besides', () => {
  const accept = 'application/json;as=Table;v=v9'
  assert.equal(negotiate(accept, { ...object, subject: 'version' }).as, undefined)
})

test('negotiate() passes over what cannot be had in that shape', () => {
  const accept = 'application/json;as=Table;g=meta.k8s.io;v=v9,application/json'
  assert.equal(negotiate(accept, object).as, undefined)
  assert.throws(
    () => negotiate('application/json;as=Thing;g=meta.k8s.io;v=v1', object),
    /only the following media types/,
  )
})

const errors = [
  ['application/yaml;q=0.1, application/vnd.kubernetes.protobuf', 'application/vnd.kubernetes.protobuf'],
  ['application/yaml;as=Table;g=meta.k8s.io;v=v1', 'application/json'],
  ['application/vnd.kubernetes.protobuf;stream=watch', 'application/vnd.kubernetes.protobuf'],
  ['application/yaml;stream=watch', 'application/json'],
  ['text/html', 'application/json'],
] as const
for (const [accept, mediaType] of errors) {
  test(`negotiateError() answers '${accept}' with ${mediaType}`, () => {
    assert.equal(negotiateError(accept, false).mediaType, mediaType)
  })
}
