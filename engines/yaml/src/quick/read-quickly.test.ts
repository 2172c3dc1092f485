import assert from 'node:assert/strict'
import test from 'node:test'
import type { Spelling } from '../parse-options.ts'
import { parseExactly } from '../parse-yaml.ts'
import { readQuickly } from './read-quickly.ts'

// biome-ignore format: a table
const manifests = {
  'mappings and lists': 'a:\n  b: 1\n  c:\n  - x\n  - w: 2\n    z: [1, 2]\nd: {}\n',
  'several documents': '# first\n---\na: 1\n--- # second\nb: 2\n---\n',
  'lists in lists': '- - a\n  - b\n-\n  - c\n- d: e\n  f: g\n',
  'comments': 'a: 1 # one\n# two\nb: # three\n  # four\n  c: d#e\n',
  'quoted texts': `a: "x: \\"y\\" \\n"\nb: 'it''s'\n"c d": ''\n`,
  'quoted texts of several lines': `a: "one\n  two\n\n  three "\nb: 'x\n\n  y'\n`,
  'plain texts of several lines': 'a: one\n  two\n\n\n  three\nb: 1\n  2\n',
  'literal texts': 'a: |\n  x\n   y\n\n  # z\nb: |-\n\n  q\n  \nc: |+\n  r\n\nd: 1\n',
  'a literal text in a list': '- |\n  x\n- a: |\n    y\n  b: 1\n',
  'brackets with all kinds': `a: {b: true, c: "x", d: [], e: {}, "f":1}\nb: [~, null, y]\n`,
  'numbers and words': 'a: 1\nb: 1.0\nc: 0x1F\nd: yes\ne: ~\nf:\ng: TRUE\nh: -3\ni: .5\nj: null\nk: 1e3\n',
  'URLs and images': 'a: http://x/y?z=1\nb: registry:5000/a:1\nc: a:b\n',
}
for (const [name, text] of Object.entries(manifests)) {
  for (const dialect of ['v2', 'v3'] as const) {
    test(`readQuickly() reads ${name} as the exact reader does (${dialect})`, () => {
      const quick: Spelling[] = []
      const exact: Spelling[] = []
      const read = readQuickly(text, { dialect, onSpelling: spelling => quick.push(spelling) })
      assert.deepEqual(read, parseExactly(text, { dialect, onSpelling: spelling => exact.push(spelling) }))
      const shown = (all: readonly Spelling[]) =>
        all.map(({ key, text: written }) => `${key}=${written}`).sort()
      assert.deepEqual(shown(quick), shown(exact))
    })
  }
}

// biome-ignore format: a table
const left = {
  'anchors': 'a: &x 1\nb: *x\n', 'tags': 'a: !!str 1\n', 'merge keys': '<<: {a: 1}\n', 'keys that are no strings': '1: a\n',
  'keys given twice': 'a: 1\na: 2\n', 'folded texts': 'a: >\n  b\n', 'carriage returns': 'a: 1\r\n', 'tabs': 'a:\tb\n',
  'times': 'a: 2024-01-02\n', 'directives': '%YAML 1.1\n---\na: 1\n', 'a scalar alone': 'a\n', 'JSON': '{"a": 1}\n',
  'brackets on several lines': 'a: [1,\n  2]\n', 'bad indentation': 'a:\n    b: 1\n  c: 2\n', 'a key in a value': 'a: b: c\n',
  'a quote without end': 'a: "b\n', 'a list where a key must be': 'a: 1\n- b\n', '__proto__': '__proto__: 1\n',
  'integers beyond 2^53': 'a: 1152921504606846977\n', 'questions': '? a\n: b\n',
}
for (const [name, text] of Object.entries(left)) {
  test(`readQuickly() leaves ${name} to the exact reader`, () => {
    assert.equal(readQuickly(text, {}), undefined)
  })
}
