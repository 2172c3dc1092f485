import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GoValue } from '@sluice/gotemplate'
import { draftNamed, latestDraft } from './drafts.ts'
import { isWellFormed } from './is-well-formed.ts'

const draft4 = draftNamed('http://json-schema.org/draft-04/schema#') ?? latestDraft

test('isWellFormed() is content with what schemas mostly are', () => {
  const schema: GoValue = {
    $schema: 'http://json-schema.org/draft-04/schema#',
    type: ['object', 'null'],
    properties: {
      a: { enum: ['x', 1] },
      b: { type: 'array', items: { $ref: '#/definitions/c' }, minItems: 1 },
    },
    required: ['a'],
    additionalProperties: false,
    definitions: { c: { anyOf: [{ minimum: 1 }, { description: 'anything' }] } },
  }
  assert.equal(isWellFormed(schema, latestDraft), true)
  assert.equal(isWellFormed(schema, draft4), true)
})

const doubtful: readonly GoValue[] = [
  { type: 'text' },
  { type: [] },
  { required: ['a', 'a'] },
  { required: 'a' },
  { properties: { a: { minLength: -1 } } },
  { allOf: [] },
  { items: [{ title: 5 }] },
  { enum: [] },
  { multipleOf: 0 },
  { pattern: '[' },
  { $ref: 'a b' },
  'text',
]
for (const schema of doubtful) {
  test(`isWellFormed() doubts ${JSON.stringify(schema)}`, () =>
    assert.equal(isWellFormed(schema, latestDraft), false))
}

test('isWellFormed() knows that the first drafts have no boolean schemas and limits', () => {
  assert.equal(isWellFormed({ properties: { a: true } }, draft4), false)
  assert.equal(isWellFormed({ exclusiveMinimum: 1 }, draft4), false)
  assert.equal(isWellFormed({ properties: { a: true }, exclusiveMinimum: 1 }, latestDraft), true)
})
