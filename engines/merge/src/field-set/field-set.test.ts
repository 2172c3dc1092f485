import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FieldSet, parseFieldsV1, printFieldsV1, showPath } from './index.ts'

test('parseFieldsV1() and printFieldsV1() round-trip, keys in canonical form', () => {
  const fields = {
    'f:l': { '.': {}, 'k:{"protocol":"TCP","port":80}': { '.': {}, 'f:port': {} }, 'v:"x"': {} },
  }
  assert.deepEqual(printFieldsV1(parseFieldsV1(fields)), {
    'f:l': { '.': {}, 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} }, 'v:"x"': {} },
  })
})

test('showPath() prints keys that are lists and maps as the library does', () => {
  assert.equal(showPath(['f:l', 'k:{"a":{},"b":[{}],"c":{"x":1,"y":"z"}}']), '.l[a=,b=[],c=x=1y="z"]')
})

test('parseFieldsV1() refuses what is no path element', () => {
  assert.throws(() => parseFieldsV1({ spec: {} }), SyntaxError)
  assert.throws(() => parseFieldsV1({ 'k:[1]': {} }), SyntaxError)
})

const outer = ['f:a']
const inner = ['f:a', 'f:b']

test('FieldSet.difference() takes the paths alone, recursiveDifference() what is below too', () => {
  const set = FieldSet.of(outer, inner)
  assert.ok(set.difference(FieldSet.of(outer)).equals(FieldSet.of(inner)))
  assert.ok(set.recursiveDifference(FieldSet.of(outer)).isEmpty)
})

test('FieldSet.union() and intersection() see members and children', () => {
  const set = FieldSet.of(inner).union(FieldSet.of(outer, ['f:c']))
  assert.deepEqual([...set.paths()].map(showPath), ['.a', '.c', '.a.b'])
  assert.ok(set.intersection(FieldSet.of(inner)).equals(FieldSet.of(inner)))
  assert.ok(set.has(inner))
  assert.ok(!set.has(['f:a', 'f:z']))
})
