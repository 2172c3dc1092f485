import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@sluice/base/json'
import { diffLines } from './diff-lines.ts'
import { findDifferences } from './find-differences.ts'
import { formatDifferences } from './format-differences.ts'
import { haveSameKeys, maskSecrets } from './mask-secrets.ts'

const reports: readonly { does: string; from: JsonValue; to: JsonValue; says: string }[] = [
  {
    does: 'a changed value under its path',
    from: { a: { b: 1 } },
    to: { a: { b: 2 } },
    says: 'a.b\n± value change\n- 1\n+ 2\n\n',
  },
  {
    does: 'a changed type',
    from: { a: '1' },
    to: { a: 1 },
    says: 'a\n± type change from string to int\n- 1\n+ 1\n\n',
  },
  {
    does: 'new members, names first',
    from: { a: 'x' },
    to: { a: 'x', port: { number: 80, name: 'http:' } },
    says: '\n+ one map entry added:\n  port:\n    name: "http:"\n    number: 80\n\n',
  },
  {
    does: 'members that are gone',
    from: { a: { x: 1, y: 2 } },
    to: { a: {} },
    says: 'a\n- two map entries removed:\nx: 1\ny: 2\n\n',
  },
  {
    does: 'entries of named lists by name',
    from: { c: [{ name: 'a', image: '1' }, { name: 'b' }] },
    to: { c: [{ name: 'a', image: '2' }, { name: 'd' }] },
    says: 'c\n- one list entry removed:  + one list entry added:\n- name: b                    - name: d\n\nc.a.image\n± value change\n- 1\n+ 2\n\n',
  },
  {
    does: 'another order',
    from: { c: ['a', 'b'] },
    to: { c: ['b', 'a'] },
    says: 'c\n⇆ order changed\n- a, b\n+ b, a\n\n',
  },
  {
    does: 'lines of longer text',
    from: { t: 'one\ntwo\nthree\n' },
    to: { t: 'one\n2\nthree\nfour\n' },
    says: 't\n± value change in multiline text (two inserts, one deletion)\n- two\n+ 2\n+ four\n\n\n',
  },
]
for (const { does, from, to, says } of reports) {
  test(`formatDifferences() tells ${does}`, () => {
    assert.equal(formatDifferences(findDifferences(from, to)), `\n${says}`)
  })
}

test('findDifferences() of equal values is empty', () => {
  assert.deepEqual(findDifferences({ a: [1] }, { a: [1] }), [])
})

test('diffLines() counts runs of lines', () => {
  const { inserts, deletions } = diffLines('a\nb\nc\nd\n', 'x\ny\nc\nz\n')
  assert.deepEqual({ inserts, deletions }, { inserts: 2, deletions: 2 })
})

test('maskSecrets() shows whether a value changed, never the value', () => {
  const masked = maskSecrets(
    { data: { a: 'MQ==', b: 'Mg==' } },
    { data: { a: 'MQ==', b: 'Mw==', c: 'NA==' } },
  )
  assert.deepEqual(masked, [
    { data: { a: '***', b: '*** (before)' } },
    { data: { a: '***', b: '*** (after)', c: '***' } },
  ])
})

test('haveSameKeys() compares keys only', () => {
  assert.ok(haveSameKeys({ data: { a: '1' } }, { data: { a: '2' } }))
  assert.ok(!haveSameKeys({ data: { a: '1' } }, { data: { b: '1' } }))
})
