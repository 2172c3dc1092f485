import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseYaml, YamlError } from './index.ts'

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
]
for (const [text, message] of cases) {
  test(`parseYaml() says of ${JSON.stringify(text)} what Go says`, () => {
    assert.throws(
      () => parseYaml(text),
      error => error instanceof YamlError && assert.equal(error.message, message) === undefined,
    )
  })
}
