import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type GoValue, goString, int } from '@sluice/gotemplate'
import { yamlFunctions } from './yaml-functions.ts'

const call = (name: string, argument: GoValue): GoValue => yamlFunctions[name]?.call(argument as never)

// biome-ignore format: a table
const written: readonly [string, GoValue, string][] = [
  ['toYaml', { b: [1, { c: 'yes' }], a: 'x' }, 'a: x\nb:\n- 1\n- c: "yes"'],
  ['toYaml', 'a\nb\n', '|\n  a\n  b'],
  ['toYaml', [1e6, int(1000000), 0.5, 1e21], '- 1000000\n- 1000000\n- 0.5\n- 1e+21'],
  ['toYaml', {}, '{}'],
  ['toYaml', null, 'null'],
  ['toYaml', Uint8Array.of(1, 2), 'AQI='],
  ['toYaml', goString(Uint8Array.of(0x61, 0xff)), 'a\ufffd'],
  ['toYaml', 'a \x85 b', 'a b'],
  ['toYaml', 'a\x7f', ''],
  ['toYaml', { ['k'.repeat(1023)]: 1 }, ''],
  ['toYaml', Number.NaN, ''],
  ['toYamlPretty', { a: [1e6, int(1000000), Uint8Array.of(7)] }, 'a:\n  - 1e+06\n  - 1000000\n  - - 7'],
]
for (const [name, value, text] of written) {
  test(`${name} writes ${JSON.stringify(text)}`, () => assert.equal(call(name, value), text))
}

test('mustToYaml fails where there is no form', () => {
  assert.throws(
    () => call('mustToYaml', Number.NaN),
    /^Error: error marshaling into JSON: json: unsupported value: NaN$/,
  )
})

// biome-ignore format: a table
const read: readonly [string, string, GoValue][] = [
  ['fromYaml', 'a: 1\non: 0x10\nb: 9007199254740993\n', { a: 1, true: 16, b: 9007199254740992 }],
  ['fromYaml', 'a: 1\na: 2\n', { a: 2 }],
  ['fromYaml', '', {}],
  ['fromYaml', 'a: 1\n---\nb: 2\n', { a: 1 }],
  ['fromYaml', '- a\n', { Error: 'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}' }],
  ['fromYaml', 'a: b: c\n', { Error: 'error converting YAML to JSON: yaml: mapping values are not allowed in this context' }],
  ['fromYamlArray', '- a\n- 1\n', ['a', 1]],
  ['fromYamlArray', 'a: 1\n', ['error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}']],
]
for (const [name, text, value] of read) {
  test(`${name} reads ${JSON.stringify(text)}`, () => assert.deepEqual(call(name, text), value))
}
