import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@sluice/base/json'
import { jsonDiff } from './json-diff.ts'

const cases: readonly { readonly from: JsonValue; readonly to: JsonValue; readonly is: readonly string[] }[] =
  [
    { from: { a: 1 }, to: { a: 1 }, is: [] },
    { from: { a: 1 }, to: { a: 2 }, is: ['replace /a'] },
    { from: { a: { b: 1 } }, to: { a: { b: 1, 'c/d': 2 } }, is: ['add /a/c~1d'] },
    { from: { a: 1, b: 2 }, to: { a: 1 }, is: ['remove /b'] },
    {
      from: { a: ['long enough to matter', 'x'] },
      to: { a: ['long enough to matter'] },
      is: ['remove /a/1'],
    },
    { from: { a: ['long enough to matter'] }, to: { a: ['long enough to matter', 'x'] }, is: ['add /a/-'] },
    { from: { a: { b: 1, c: 2 } }, to: { a: { b: 3, c: 4 } }, is: ['replace /a'] },
  ]
for (const { from, to, is } of cases) {
  test(`jsonDiff() from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, () => {
    assert.deepEqual(
      jsonDiff(from, to).map(({ op, path }) => `${op} ${path}`),
      is,
    )
  })
}
