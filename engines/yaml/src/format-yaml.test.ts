import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@sluice/base/json'
import { formatYaml, formatYamlDocuments, parseYaml } from './index.ts'

// biome-ignore format: a table
const scalars: readonly [JsonValue, string][] = [
  ['', '""'], ['plain text', 'plain text'], ['yes', '"yes"'], ['n', '"n"'], ['null', '"null"'], ['~', '"~"'],
  ['1', '"1"'], ['1.5', '"1.5"'], ['0x1f', '"0x1f"'], ['1:30', '"1:30"'], ['2024-01-02', '"2024-01-02"'],
  ['-', "'-'"], ['- a', "'- a'"], ['-a', '-a'], ['a: b', "'a: b'"], ['a:b', 'a:b'], ['a #b', "'a #b'"], ['a#b', 'a#b'],
  ['*x', "'*x'"], ['{}', "'{}'"], ["it's", "it's"], ["'q'", "'''q'''"], [' lead', "' lead'"], ['trail ', "'trail '"],
  ['=', '='], ['<<', '<<'], ['tab\there', '"tab\\there"'], ['😀', '"\\U0001F600"'], ['é', 'é'], ['a\nb', '|-\n  a\n  b'],
  ['a\nb\n', '|\n  a\n  b'], ['a\n\n', '|+\n  a\n'], [' a\nb', '|2-\n   a\n  b'], ['a \nb', '"a \\nb"'],
  [1, '1'], [1.5, '1.5'], [1e21, '1e+21'], [1234567.5, '1.2345675e+06'], [0.00001, '1e-05'], [9007199254740993n, '9007199254740993'],
  [true, 'true'], [null, 'null'], [[], '[]'], [{}, '{}'],
]
for (const [value, text] of scalars) {
  test(`formatYaml() writes ${JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}` : v))} as ${JSON.stringify(text)}`, () => {
    assert.equal(formatYaml({ k: value }), `k: ${text}\n`)
  })
}

test('formatYaml() sorts keys by letters last and digits by value', () => {
  const keys = ['b', 'a10', 'a9', 'A', '_x', '10', '9', 'a']
  const written = formatYaml(Object.fromEntries(keys.map(key => [key, true]))).match(/^[^:]+/gm)
  assert.deepEqual(written, ['_x', '"9"', '"10"', 'A', 'a', 'a9', 'a10', 'b'])
})

test('formatYaml() does not indent lists inside mappings, and indents lists inside lists', () => {
  assert.equal(
    formatYaml({ a: [{ b: 1, c: [2] }, [3, [4]], 'x'] }),
    'a:\n- b: 1\n  c:\n  - 2\n- - 3\n  - - 4\n- x\n',
  )
})

test('formatYaml() folds plain text after the eightieth column', () => {
  const text = 'word '.repeat(20).trim()
  const expected = `k: ${'word '.repeat(16).trim()}\n  ${'word '.repeat(4).trim()}\n`
  assert.equal(formatYaml({ k: text }), expected)
})

test('formatYaml() writes long keys explicitly', () => {
  const key = 'k'.repeat(129)
  assert.equal(formatYaml({ [key]: 1 }), `? ${key}\n: 1\n`)
})

test('formatYamlDocuments() separates documents', () => {
  assert.equal(formatYamlDocuments([{ a: 1 }, { b: 2 }]), 'a: 1\n---\nb: 2\n')
})

test('formatYaml() is read back as the same value', () => {
  const value = { text: scalars.map(([v]) => v), nested: { 'a: b': [[], {}, { x: '\u2028' }] } }
  assert.deepEqual(parseYaml(formatYaml(value)), [value])
})
