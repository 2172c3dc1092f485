import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GoObject, type GoValue, int, int64 } from '@sluice/gotemplate'
import { tomlFunctions } from './toml-functions.ts'

const call = (name: string, argument: GoValue): GoValue => tomlFunctions[name]?.call(argument as never)

// biome-ignore format: a table
const written: readonly [string, GoValue, string][] = [
  ['plain values before tables', { t: { x: 1 }, a: 'b' }, 'a = "b"\n\n[t]\n  x = 1.0\n'],
  ['floats and integers', { a: 1, b: int(1), c: 1e6, d: 0.5, e: -0 }, 'a = 1.0\nb = 1\nc = 1e+06\nd = 0.5\ne = -0.0\n'],
  ['nested tables', { a: { b: { c: true } } }, '[a]\n  [a.b]\n    c = true\n'],
  ['lists of tables', { a: [{ b: 'x' }, { b: 'y' }] }, '[[a]]\n  b = "x"\n\n[[a]]\n  b = "y"\n'],
  ['mixed lists', { a: ['x', { b: 'y' }] }, 'a = ["x", {b = "y"}]\n'],
  ['keys in quotes', { 'a b': { 'c.d': 'é' } }, '["a b"]\n  "c.d" = "é"\n'],
  ['escapes', { a: 'q"\\\n\x01' }, 'a = "q\\"\\\\\\n\\u0001"\n'],
  ['nothing for nil', { a: null, b: 'x' }, 'b = "x"\n'],
  ['the error for nil in a list', { a: [null] }, 'toml: cannot encode array with nil element'],
  ['the error for a list of tables at the top', [{ a: 'b' }], 'toml: top-level values must be Go maps or structs'],
]
for (const [what, value, text] of written) {
  test(`toToml writes ${what}`, () => assert.equal(call('toToml', value), text))
}

// biome-ignore format: a table
const read: readonly [string, GoValue][] = [
  ['a = 1\nb = 1.5\nc = "x"\nd = true\n', { a: int64(1), b: 1.5, c: 'x', d: true }],
  ['[a.b]\nc = 0x1F\n[a]\nd = 1_000\n', { a: { b: { c: int64(31) }, d: int64(1000) } }],
  ['[[t]]\na = 1\n[[t]]\n[t.u]\nb = 2\n', { t: [{ a: int64(1) }, { u: { b: int64(2) } }] }],
  ['a = {b = 1, "c d" = [1, "x"],}\n', { a: { b: int64(1), 'c d': [int64(1), 'x'] } }],
  ['a = """\nx\\\n   y"""\nb = \'\\n\'\nc = "\\u00e9\\x41\\e"', { a: 'xy', b: '\\n', c: 'éA\x1b' }],
  ['a.b = 1\na.c = inf # c\r\n', { a: { b: int64(1), c: Number.POSITIVE_INFINITY } }],
]
for (const [text, value] of read) {
  test(`fromToml reads ${JSON.stringify(text)}`, () => assert.deepEqual(call('fromToml', text), value))
}

// biome-ignore format: a table
const times: readonly [string, string][] = [
  ['1979-05-27T07:32:00Z', '1979-05-27 07:32:00 +0000 UTC'], ['1979-05-27T00:32:00.5-07:00', '1979-05-27 00:32:00.5 -0700 -0700'],
  ['1979-05-27 07:32:00', '1979-05-27 07:32:00 +0000 datetime-local'], ['1979-05-27', '1979-05-27 00:00:00 +0000 date-local'],
]
for (const [text, printed] of times) {
  test(`fromToml reads the time ${text}`, () => {
    const { t } = call('fromToml', `t = ${text}`) as { t: GoValue }
    assert.equal(t instanceof GoObject && t.print(), printed)
  })
}

// biome-ignore format: a table
const wrong: readonly [string, string][] = [
  ['a = ', 'toml: line 1 (last key "a"): unexpected EOF; expected value'],
  ['a = 1\na = 2', 'toml: line 2 (last key "a"): Key \'a\' has already been defined.'],
  ['[a]\n[a]', "toml: line 2: Key 'a' has already been defined."],
  ['= 1', "toml: line 1: unexpected '=': key name appears blank"],
  ['a = 1 b', "toml: line 1: expected a top-level item to end with a newline, comment, or EOF, but got 'b' instead"],
  ['[t]\na = [1 2]', "toml: line 2 (last key \"t.a\"): expected a comma (',') or array terminator (']'), but got '2'"],
  ['a = 01', 'toml: line 1 (last key "a"): Invalid integer "01": cannot have leading zeroes'],
  ['a = "\\q"', 'toml: line 1 (last key "a"): invalid escape in string \'\\q\''],
  ['a = "x', 'toml: line 1 (last key "a"): unexpected EOF; expected \'"\''],
  ['a = tru', 'toml: line 1 (last key "a"): expected value but found "tru" instead'],
  ['a = \x01', "toml: line 1 (last key \"a\"): TOML files cannot contain control characters: '0x01'"],
]
for (const [text, message] of wrong) {
  test(`fromToml says ${JSON.stringify(message)}`, () =>
    assert.deepEqual(call('fromToml', text), { Error: message }))
}
