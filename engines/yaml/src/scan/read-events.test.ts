import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseYaml, YamlError } from '../index.ts'

const cases: readonly [text: string, message: string][] = [
  ['resources: [a.yaml\n', "yaml: line 1: did not find expected ',' or ']'"],
  ['resources: [a, b\nfoo: bar\n', "yaml: line 1: did not find expected ',' or ']'"],
  ['{a: 1\n', "yaml: line 1: did not find expected ',' or '}'"],
  ['a: 1\n b: 2\n', 'yaml: line 2: mapping values are not allowed in this context'],
  ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
  ['a:\n\tb: 1\n', 'yaml: line 2: found character that cannot start any token'],
  ['a: @x\n', 'yaml: found character that cannot start any token'],
  ["a: 'x\n", 'yaml: line 2: found unexpected end of stream'],
  ['a: "x\n', 'yaml: line 2: found unexpected end of stream'],
  ['- a\nb: 1\n', "yaml: line 1: did not find expected '-' indicator"],
  ['a: |\n  x\n y\n', 'yaml: line 2: did not find expected key'],
  ['a: 1\nb:\n  c: d\n e: {\n', 'yaml: line 3: did not find expected key'],
  ['foo\nbar: 1\n', 'yaml: line 2: mapping values are not allowed in this context'],
  ['key: value\nkey2\nkey3: x\n', "yaml: line 3: could not find expected ':'"],
  ['a: *b\n', "yaml: unknown anchor 'b' referenced"],
  ['a: b\n{}\n', 'yaml: line 1: did not find expected key'],
  ['a: {{ .x }}\n', 'yaml: invalid map key: map[interface {}]interface {}{".x":interface {}(nil)}'],
  ['a: "\\q"\n', 'yaml: found unknown escape character'],
  ['a: |\n\n\tb\n', 'yaml: line 3: found a tab character where an indentation space is expected'],
  ['a: b\n\tc: d\n', 'yaml: line 2: found a tab character that violates indentation'],
  ['%YAML 1.2\n---\na: b\n', 'yaml: found incompatible YAML document'],
  ['a: !x!y z\n', 'yaml: found undefined tag handle'],
  ['a: x\x01\n', 'yaml: control characters are not allowed'],
  ['a: \udc80\n', 'yaml: invalid leading UTF-8 octet'],
  ['a: !!int x\n', 'yaml: cannot decode !!str `x` as a !!int'],
  ['a: .inf\n', 'json: unsupported value: +Inf'],
  ['~: x\n', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "x"'],
  ['  a: 1\nb: 2\n', 'yaml: line 1: did not find expected <document start>'],
]
for (const [text, message] of cases) {
  test(`parseYaml() says of ${JSON.stringify(text)} what Go says`, () => {
    assert.throws(
      () => parseYaml(text),
      error => error instanceof YamlError && assert.equal(error.message, message) === undefined,
    )
  })
}

// biome-ignore format: a table
const odd: readonly [does: string, text: string, value: unknown][] = [
  ['folds lines', 'a: b\n  c\n\n  d\n', { a: 'b c\nd' }],
  ['folds in quotes', 'a: "b \\\n  c\n\n  d"\n', { a: 'b c\nd' }],
  ['folds blocks', 'a: >\n  b\n  c\n\n    d\n  e\n', { a: 'b c\n\n  d\ne\n' }],
  ['keeps what a block ends with', 'a: |+\n  b\n\nc: |-\n  d\n\n', { a: 'b\n\n', c: 'd' }],
  ['takes the indentation it is told', 'a: |1\n  b\n', { a: ' b\n' }],
  ['reads pairs in lists', '[a: b, ? c, {d: , e}]', [{ a: 'b' }, { c: null }, { d: null, e: null }]],
  ['reads explicit keys', '? a\n: b\n? c\n', { a: 'b', c: null }],
  ['reads lists that are not indented', 'a:\n- b\n-\nc:\n', { a: ['b', null], c: null }],
  ['resolves tags', '%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\nb: !<tag:yaml.org,2002:str> 2\nc: ! 3\n', { a: '1', b: '2', c: '3' }],
  ['ends words at what ends lines', 'a: b\r\nc: "d\u0085e"', { a: 'b', c: 'd e' }],
]
for (const [does, text, value] of odd) {
  test(`parseYaml() ${does}`, () => assert.deepEqual(parseYaml(text), [value]))
}

test('parseYaml() looks at nothing after the first document, if asked', () => {
  assert.deepEqual(parseYaml('  a: 1\nb: [', { onlyFirst: true }), [{ a: 1 }])
  assert.deepEqual(parseYaml('---\n---\na: 1\n', { onlyFirst: true }), [])
})

test('parseYaml() bounds how deep collections go', () => {
  assert.throws(() => parseYaml('['.repeat(2000)), /exceeded max depth of 100/)
})
