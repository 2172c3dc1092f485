import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deepEqual, type JsonObject, type JsonValue } from '@sluice/base/json'
import { applyMergePatch } from '@sluice/merge'
import fc from 'fast-check'
import { mergeDiff } from './merge-diff.ts'

/** Merge patches cannot set null, so it does not occur in what is compared. */
const scalar: fc.Arbitrary<JsonValue> = fc.oneof(fc.boolean(), fc.integer(), fc.string())
const { object } = fc.letrec<{ object: JsonObject; value: JsonValue }>(tie => ({
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 2 }), tie('object')),
}))

test('mergeDiff() gives the patch that leads from one object to the other', () => {
  fc.assert(
    fc.property(object, object, (from, to) => {
      const patch = mergeDiff(from, to)
      assert.ok(deepEqual(patch ? applyMergePatch(from, patch) : from, to))
    }),
  )
})
