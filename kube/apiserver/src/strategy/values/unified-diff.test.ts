import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { matchingLines } from './matching-lines.ts'
import { unifiedDiff } from './unified-diff.ts'

test('matchingLines() finds the longest run first, then what is before and after it', () => {
  const [a, b] = [[...'abxcdefy'], [...'cdefabz']]
  assert.deepEqual(matchingLines(a, b), [{ a: 3, b: 0, length: 4 }])
  assert.deepEqual(matchingLines([...'xaby'], [...'abzaby']), [{ a: 1, b: 3, length: 3 }])
})

test('matchingLines() begins no match at a line that a long text has often', () => {
  const filler = Array.from({ length: 200 }, (_, i) => `line ${i}`)
  const often = Array<string>(6).fill('often')
  assert.deepEqual(matchingLines(['other', 'often'], [...often, ...filler]), [])
  assert.deepEqual(matchingLines(['often', 'line 0'], [...often, ...filler]), [{ a: 0, b: 5, length: 2 }])
})

test('matchingLines() ends a search that would take too long, and what it found is so', () => {
  const pairs = Array.from({ length: 4000 }, (_, i) => i)
  const a = pairs.flatMap(i => [`shared ${i % 50}`, `gone ${i}`])
  const b = pairs.flatMap(i => [`shared ${i % 50}`, `new ${i}`])
  const matches = matchingLines(a, b)
  assert.ok(matches.length > 0 && matches.length < pairs.length)
  for (const match of matches) assert.equal(a[match.a], b[match.b])
})

test('unifiedDiff() shows the change between three lines of context', () => {
  const before = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8 }
  assert.equal(
    unifiedDiff(before, { ...before, e: 0 }),
    '@@ -3,7 +3,7 @@\n  "b": 2,\n  "c": 3,\n  "d": 4,\n- "e": 5,\n+ "e": 0,\n  "f": 6,\n  "g": 7,\n  "h": 8\n',
  )
  assert.equal(unifiedDiff(before, before), '')
})

test('unifiedDiff() shows an item that is there twice where most stays as it was', () => {
  const item = { name: 'x' }
  const diff = (before: JsonObject, after: JsonObject) =>
    unifiedDiff(before, after)
      .split('\n')
      .filter(line => !line.startsWith('@@'))
  const many = { p: 1, q: 2, r: 3, s: 4 }
  assert.deepEqual(diff({ items: [item], ...many }, { items: [item, item], ...many }), [
    ' {',
    '  "items": [',
    '+  {',
    '+   "name": "x"',
    '+  },',
    '   {',
    '    "name": "x"',
    '   }',
    '',
  ])
})

test('unifiedDiff() keeps changes that six lines part in one hunk, and parts those of seven', () => {
  const letters = [...'abcdefgh']
  const object = (length: number, value: number): JsonObject =>
    Object.fromEntries(
      ['first', ...letters.slice(0, length), 'last'].map(key => [key, key.length > 1 ? value : 0]),
    )
  const hunks = (length: number) => unifiedDiff(object(length, 1), object(length, 2)).match(/^@@/gm)?.length
  assert.deepEqual([hunks(6), hunks(7)], [1, 2])
})
