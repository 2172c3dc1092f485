import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readValues } from './read-values.ts'

const cases: readonly { does: string; text: string; gives: unknown }[] = [
  { does: 'gives nothing for nothing', text: '', gives: {} },
  { does: 'gives nothing for comments', text: '# nothing\n', gives: {} },
  { does: 'takes the last of equal keys', text: 'a: 1\na: 2\n', gives: { a: 2 } },
  {
    does: 'merges documents',
    text: 'a: {x: 1, z: 1}\n---\na: {z: 2}\n--- # more\nb: 3\n',
    gives: { a: { x: 1, z: 2 }, b: 3 },
  },
  { does: 'reads integers as float64', text: 'a: 9007199254740993\n', gives: { a: 9007199254740992 } },
  {
    does: 'takes old words for booleans, as keys too',
    text: 'a: yes\noff: b\n',
    gives: { a: true, false: 'b' },
  },
  { does: 'ends a text that has no end', text: 'a: |\n  x', gives: { a: 'x\n' } },
  {
    does: 'reads lines that end as on Windows',
    text: 'a: |\r\n  x\r\n  y\r\nb: 1\r\n',
    gives: { a: 'x\ny\n', b: 1 },
  },
]
for (const { does, text, gives } of cases) {
  test(`readValues() ${does}`, () => assert.deepEqual(readValues(text), gives))
}

const failures: readonly [string, string][] = [
  [
    'text\n',
    'cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}',
  ],
  ['a: 1\n--- b\n', 'error reading yaml document: invalid Yaml document separator: b'],
  [
    'a: .inf\n',
    'cannot unmarshal yaml document: error converting YAML to JSON: json: unsupported value: +Inf',
  ],
  [
    'a: *b\n',
    "cannot unmarshal yaml document: error converting YAML to JSON: yaml: unknown anchor 'b' referenced",
  ],
]
for (const [text, message] of failures) {
  test(`readValues() refuses ${JSON.stringify(text)}`, () =>
    assert.throws(() => readValues(text), { message }))
}
