import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GoObject, type GoValue, goString, int64 } from '@sluice/gotemplate'
import { jsonFunctions } from './json-functions.ts'

const call = (name: string, argument: GoValue): GoValue => jsonFunctions[name]?.call(argument as never)
const invalid = goString(Uint8Array.of(0x61, 0xff))

// biome-ignore format: a table
const written: readonly [string, GoValue, string][] = [
  ['toJson', { b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  ['toJson', '<&>\u2028', '"\\u003c\\u0026\\u003e\\u2028"'],
  ['toRawJson', '<&>\u2028', '"<&>\\u2028"'],
  ['toJson', [1e6, 1e21, 1e-7, -0, int64(9007199254740993n)], '[1000000,1e+21,1e-7,-0,9007199254740993]'],
  ['toJson', invalid, '"a\\ufffd"'],
  ['toJson', Uint8Array.of(1, 2, 3), '"AQID"'],
  ['toJson', Number.NaN, ''],
  ['toPrettyJson', { a: [], b: {}, c: [1, { d: 2 }] }, '{\n  "a": [],\n  "b": {},\n  "c": [\n    1,\n    {\n      "d": 2\n    }\n  ]\n}'],
]
for (const [name, value, text] of written) {
  test(`${name} writes ${JSON.stringify(text)}`, () => assert.equal(call(name, value), text))
}

class Pair extends GoObject {
  readonly typeName = 'Pair'
  readonly kind = 'struct'

  override marshal(): GoValue {
    return { Second: 2, First: { b: 1, a: 2 } }
  }

  print(): string {
    return '{2 1}'
  }
}

test('toJson keeps the order of the fields of a struct', () => {
  assert.equal(call('toJson', [new Pair()]), '[{"Second":2,"First":{"a":2,"b":1}}]')
})

test('toJson gives nothing for a map that contains itself', () => {
  const map: { [key: string]: GoValue } = {}
  map.self = map
  assert.equal(call('toJson', map), '')
})

for (const name of ['toRawJson', 'mustToJson', 'mustToPrettyJson', 'mustToRawJson']) {
  test(`${name} fails where JSON has no form`, () => {
    assert.throws(() => call(name, Number.POSITIVE_INFINITY), /json: unsupported value: \+Inf/)
  })
}

// biome-ignore format: a table
const wrong: readonly [string, string][] = [
  ['', 'unexpected end of JSON input'],
  ['{"a":1', 'unexpected end of JSON input'],
  ['{a}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 2}', "invalid character '2' after object key:value pair"],
  ['[1 2]', "invalid character '2' after array element"],
  ['{} x', "invalid character 'x' after top-level value"],
  ['nul', "invalid character ' ' in literal null (expecting 'l')"],
  ['"\\q"', "invalid character 'q' in string escape code"],
  ['"\n"', "invalid character '\\n' in string literal"],
  ['[1.]', "invalid character ']' after decimal point in numeric literal"],
  ['é', "invalid character 'Ã' looking for beginning of value"],
  ['[1]', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ['true', 'json: cannot unmarshal bool into Go value of type map[string]interface {}'],
]
for (const [text, message] of wrong) {
  test(`fromJson says ${JSON.stringify(message)}`, () =>
    assert.deepEqual(call('fromJson', text), { Error: message }))
}

test('fromJson keeps what it can beside a number that is too large', () => {
  assert.deepEqual(call('fromJson', '{"a":1e400,"b":2}'), {
    a: null,
    b: 2,
    Error: 'json: cannot unmarshal number 1e400 into Go value of type float64',
  })
})

test('fromJson replaces half of a surrogate pair', () => {
  assert.deepEqual(call('fromJson', '{"\\ud800":"\\udc00"}'), { '\ufffd': '\ufffd' })
})

test('fromJsonArray gives the error as its only item', () => {
  assert.deepEqual(call('fromJsonArray', '[1,2]'), [1, 2])
  assert.deepEqual(call('fromJsonArray', '[1,'), ['unexpected end of JSON input'])
})

test('mustFromJson gives any value and fails with the error', () => {
  assert.equal(call('mustFromJson', '"x"'), 'x')
  assert.throws(() => call('mustFromJson', 'x'), /looking for beginning of value/)
})
