import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { Schema } from '@sluice/openapi'
import { applyJsonPatch, JsonPatchError } from './json-patch.ts'
import { applyMergePatch } from './merge-patch.ts'
import { StrategicPatchError, type StrategicPatchFault } from './strategic-error.ts'
import { applyStrategicMergePatch } from './strategic-merge-patch.ts'
import { carriedOut } from './strategic-remainder.ts'

const jsonCases: readonly {
  readonly does: string
  readonly from?: JsonValue
  readonly patch: readonly JsonValue[]
  readonly gives?: JsonValue
}[] = [
  {
    does: 'adds a member',
    patch: [{ op: 'add', path: '/m/b', value: 2 }],
    gives: { m: { a: 1, b: 2 }, l: [1, 2] },
  },
  {
    does: 'inserts into a list',
    patch: [{ op: 'add', path: '/l/1', value: 9 }],
    gives: { m: { a: 1 }, l: [1, 9, 2] },
  },
  {
    does: 'appends with a dash',
    patch: [{ op: 'add', path: '/l/-', value: 3 }],
    gives: { m: { a: 1 }, l: [1, 2, 3] },
  },
  {
    does: 'counts negative positions from the end',
    patch: [{ op: 'remove', path: '/l/-1' }],
    gives: { m: { a: 1 }, l: [1] },
  },
  {
    does: 'adds where it replaces an absent member',
    patch: [{ op: 'replace', path: '/m/z', value: 1 }],
    gives: { m: { a: 1, z: 1 }, l: [1, 2] },
  },
  {
    does: 'takes a missing value for null',
    patch: [{ op: 'add', path: '/m/b' }],
    gives: { m: { a: 1, b: null }, l: [1, 2] },
  },
  { does: 'moves', patch: [{ op: 'move', from: '/m/a', path: '/x' }], gives: { m: {}, l: [1, 2], x: 1 } },
  {
    does: 'copies null from an absent member',
    patch: [{ op: 'copy', from: '/m/z', path: '/x' }],
    gives: { m: { a: 1 }, l: [1, 2], x: null },
  },
  {
    does: 'passes over what stands before the first slash',
    patch: [{ op: 'add', path: 'm/x', value: 1 }],
    gives: { m: { a: 1 }, l: [1, 2], x: 1 },
  },
  {
    does: 'unescapes names',
    patch: [{ op: 'add', path: '/m/a~1b~0c', value: 1 }],
    gives: { m: { a: 1, 'a/b~c': 1 }, l: [1, 2] },
  },
  {
    does: 'passes a test of an absent member against null',
    patch: [{ op: 'test', path: '/m/z', value: null }],
    gives: { m: { a: 1 }, l: [1, 2] },
  },
  { does: 'refuses a failed test', patch: [{ op: 'test', path: '/m/a', value: 2 }] },
  { does: 'refuses a missing parent', patch: [{ op: 'add', path: '/z/z', value: 1 }] },
  { does: 'refuses to remove what is not there', patch: [{ op: 'remove', path: '/m/z' }] },
  { does: 'refuses a position out of range', patch: [{ op: 'add', path: '/l/9', value: 1 }] },
  { does: 'refuses an unknown operation', patch: [{ op: 'ADD', path: '/m/a', value: 1 }] },
  { does: 'refuses the empty path', patch: [{ op: 'replace', path: '', value: 1 }] },
]
for (const { does, patch, gives } of jsonCases) {
  test(`applyJsonPatch() ${does}`, () => {
    const from = { m: { a: 1 }, l: [1, 2] }
    if (gives === undefined) assert.throws(() => applyJsonPatch(from, patch), JsonPatchError)
    else assert.deepEqual(applyJsonPatch(from, patch), gives)
    assert.deepEqual(from, { m: { a: 1 }, l: [1, 2] })
  })
}

const mergeCases: readonly { readonly does: string; readonly patch: JsonValue; readonly gives: JsonValue }[] =
  [
    {
      does: 'replaces, adds and removes',
      patch: { a: null, b: { c: 2 }, d: 1 },
      gives: { b: { c: 2, x: 1 }, d: 1 },
    },
    { does: 'replaces lists as they are, nulls and all', patch: { b: [null] }, gives: { a: 1, b: [null] } },
    {
      does: 'drops nulls of what it adds',
      patch: { z: { k: null, l: [{ m: null }] } },
      gives: { a: 1, b: { c: 1, x: 1 }, z: { l: [{}] } },
    },
    {
      does: 'replaces a value by an object',
      patch: { a: { k: 1 } },
      gives: { a: { k: 1 }, b: { c: 1, x: 1 } },
    },
  ]
for (const { does, patch, gives } of mergeCases) {
  test(`applyMergePatch() ${does}`, () => {
    assert.deepEqual(applyMergePatch({ a: 1, b: { c: 1, x: 1 } }, patch), gives)
  })
}

const text: Schema = { type: 'string' }
const schema: Schema = {
  type: 'object',
  properties: {
    labels: { type: 'object', additionalProperties: text },
    parts: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: text, image: text, args: { type: 'array', items: text } },
      },
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
    },
    marks: { type: 'array', items: text, 'x-kubernetes-patch-strategy': 'merge' },
    plain: { type: 'array', items: text },
    source: { type: 'object', properties: { a: text, b: text }, 'x-kubernetes-patch-strategy': 'retainKeys' },
  },
}
const original: JsonObject = {
  labels: { x: '1' },
  parts: [{ name: 'a', image: 'i:1', args: ['1'] }, { name: 'b' }],
  marks: ['m', 'n'],
  plain: ['p'],
  source: { a: '1' },
}
const strategicCases: readonly {
  readonly does: string
  readonly patch: JsonObject
  readonly gives: JsonObject
}[] = [
  {
    does: 'merges items by key and keeps their order',
    patch: { parts: [{ name: 'a', image: 'i:2' }] },
    gives: { parts: [{ name: 'a', image: 'i:2', args: ['1'] }, { name: 'b' }] },
  },
  {
    does: 'puts new items first',
    patch: { parts: [{ name: 'c' }] },
    gives: { parts: [{ name: 'c' }, ...(original['parts'] as JsonObject[])] },
  },
  {
    does: 'deletes an item',
    patch: { parts: [{ name: 'a', $patch: 'delete' }] },
    gives: { parts: [{ name: 'b' }] },
  },
  {
    does: 'replaces a list',
    patch: { parts: [{ name: 'z' }, { $patch: 'replace' }] },
    gives: { parts: [{ name: 'z' }] },
  },
  {
    does: 'replaces an object',
    patch: { labels: { y: '2', $patch: 'replace' } },
    gives: { labels: { y: '2' } },
  },
  { does: 'empties an object', patch: { labels: { $patch: 'delete' } }, gives: { labels: {} } },
  { does: 'replaces a list without strategy', patch: { plain: ['q'] }, gives: { plain: ['q'] } },
  {
    does: 'adds values once, new ones first',
    patch: { marks: ['n', 'o'] },
    gives: { marks: ['m', 'n', 'o'] },
  },
  { does: 'deletes values', patch: { '$deleteFromPrimitiveList/marks': ['m'] }, gives: { marks: ['n'] } },
  {
    does: 'orders a keyed list',
    patch: { '$setElementOrder/parts': [{ name: 'b' }, { name: 'a' }] },
    gives: { parts: [{ name: 'b' }, { name: 'a', image: 'i:1', args: ['1'] }] },
  },
  { does: 'orders values', patch: { '$setElementOrder/marks': ['n', 'm'] }, gives: { marks: ['n', 'm'] } },
  {
    does: 'keeps only the named keys',
    patch: { source: { b: '2', $retainKeys: ['b'] } },
    gives: { source: { b: '2' } },
  },
  {
    does: 'removes with null',
    patch: { parts: null, labels: { x: null } },
    gives: { parts: undefined, labels: {} },
  },
]
for (const { does, patch, gives } of strategicCases) {
  test(`applyStrategicMergePatch() ${does}`, () => {
    const patched = applyStrategicMergePatch(original, patch, schema, () => undefined)
    for (const [name, value] of Object.entries(gives)) assert.deepEqual(patched[name], value)
  })
}

const refused: readonly {
  readonly does: string
  readonly patch: JsonObject
  readonly says: string
  readonly fault?: StrategicPatchFault
}[] = [
  {
    does: 'an item without its key',
    patch: { parts: [{ image: 'i' }] },
    says: 'map: map[image:i] does not contain declared merge key: name',
  },
  {
    does: 'an unknown directive',
    patch: { labels: { $patch: 'x' } },
    says: 'unknown patch type: x in map: map[$patch:x]',
  },
  {
    does: 'keys that are not to be retained',
    patch: { source: { b: '1', $retainKeys: ['a'] } },
    says: 'invalid patch format of retainKeys',
    fault: 'malformed',
  },
  {
    does: 'an order that is no list',
    patch: { '$setElementOrder/parts': 1 },
    says: 'expected a []interface {}, but received a int64',
  },
  {
    does: 'an order of no field',
    patch: { $setElementOrder: [] },
    says: 'invalid patch format of setElementOrder list',
    fault: 'malformed',
  },
  {
    does: 'a deletion from no field',
    patch: { $deleteFromPrimitiveList: null },
    says: 'invalid patch format of primitive list',
    fault: 'malformed',
  },
]
for (const { does, patch, says, fault } of refused) {
  test(`applyStrategicMergePatch() refuses ${does}`, () => {
    assert.throws(
      () => applyStrategicMergePatch(original, patch, schema, () => undefined),
      new StrategicPatchError(says, fault),
    )
  })
}

test('carriedOut() leaves of a patch what the merge has not taken out of it', () => {
  const patch = {
    source: { b: '1', $retainKeys: ['b'] },
    labels: { x: 'y', $patch: 'replace' },
    fresh: { a: null, b: 1 },
  }
  const resolver = (name: string) => (name === 'Whole' ? schema : undefined)
  assert.deepEqual(
    carriedOut({ ...original, source: { a: '1' }, labels: { l: 'm' } }, patch, 'Whole', resolver),
    {
      source: { b: '1' },
      labels: { x: 'y' },
      fresh: { b: 1 },
    },
  )
})
