import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typeOfCustomResource } from './type.ts'
import { fitsType } from './validate.ts'

const { type } = typeOfCustomResource(
  {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          size: { type: 'integer' },
          tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        },
      },
    },
  },
  () => undefined,
  { type: 'object' },
)
const cases = [
  { does: 'takes what its schema describes', spec: { size: 1, tags: ['a'] }, fits: true },
  { does: 'takes items that are there twice', spec: { tags: ['a', 'a'] }, fits: true },
  { does: 'refuses values of other types', spec: { size: 'large' }, fits: false },
]
for (const { does, spec, fits } of cases) {
  test(`fitsType() ${does}`, () => assert.equal(fitsType(type, { spec }), fits))
}
