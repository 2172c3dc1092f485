import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@sluice/base/json'
import { emptyMap } from '../../decode/index.ts'
import { sameValue } from './same-value.ts'

const cases: readonly (readonly [string, JsonValue | undefined, JsonValue | undefined, boolean])[] = [
  ['an empty list and none', { a: 1, b: [] }, { a: 1 }, true],
  ['an empty map and none', { a: emptyMap() }, {}, true],
  ['an empty struct and none', { a: {} }, {}, false],
  ['an empty list and null', [{ a: [] }], [{ a: null }], true],
  ['a list of an empty struct and an empty list', [{}], [], false],
  ['members in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ['a list and a struct', [], {}, false],
]
for (const [what, a, b, same] of cases) {
  test(`sameValue() takes ${what} for ${same ? 'the same' : 'different'}`, () => {
    assert.equal(sameValue(a, b), same)
    assert.equal(sameValue(b, a), same)
  })
}
