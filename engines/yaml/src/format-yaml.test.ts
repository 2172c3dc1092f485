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

// biome-ignore format: a table
const wholes: readonly [string, JsonValue, string][] = [
  ['indents a block scalar that is the whole document', 'a\n b\n', '|\n  a\n   b\n'],
  ['folds a string that is the whole document', `${'w'.repeat(81)} v`, `${'w'.repeat(81)}\n  v\n`],
  ['counts the quotes of a key when it folds', { '~': `${'w'.repeat(76)} v w` }, `"~": ${'w'.repeat(76)}\n  v w\n`],
  ['writes a number in the digits of its JSON', [2 ** 63, -(2 ** 63)], '- 9223372036854776000\n- -9.223372036854776e+18\n'],
  ['quotes only real dates', ['2023-02-28', '2023-02-29'], '- "2023-02-28"\n- 2023-02-29\n'],
  ['writes a key with a line separator explicitly', { 'a\u2028b': 1 }, "? 'a\u2028  b'\n: 1\n"],
  ['nests below an explicit key', { 'a\nb': [1] }, '? |-\n  a\n  b\n: - 1\n'],
]
for (const [does, value, text] of wholes) {
  test(`formatYaml() ${does}`, () => {
    assert.equal(formatYaml(value), text)
  })
}

// biome-ignore format: a table
const newer: readonly [string, JsonValue, string][] = [
  ['indents lists', { a: [1, [2]] }, 'a:\n  - 1\n  - - 2\n'],
  ['never folds', ['word '.repeat(30).trim()], `- ${'word '.repeat(30).trim()}\n`],
  ['writes numbers as floats', [1e6, 10n ** 6n, 100000], '- 1e+06\n- 1000000\n- 100000\n'],
  ['keeps tabs in blocks', ['a\tb\nc'], '- |-\n  a\tb\n  c\n'],
  ['puts letters after a digit first', { a1b: 1, 'a1-': 2 }, 'a1b: 1\na1-: 2\n'],
]
for (const [does, value, text] of newer) {
  test(`formatYaml() in v3 ${does}`, () => assert.equal(formatYaml(value, { dialect: 'v3' }), text))
}

test('formatYamlDocuments() separates documents', () => {
  assert.equal(formatYamlDocuments([{ a: 1 }, { b: 2 }]), 'a: 1\n---\nb: 2\n')
})

test('formatYaml() is read back as the same value', () => {
  const value = { text: scalars.map(([v]) => v), nested: { 'a: b': [[], {}, { x: '\u2028' }] } }
  assert.deepEqual(parseYaml(formatYaml(value)), [value])
})
