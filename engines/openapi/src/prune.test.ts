import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { applyDefaults, prune, type Schema, validateListTypes } from './index.ts'

const pruning: readonly [
  does: string,
  schema: Schema,
  value: JsonObject,
  left: JsonObject,
  unknown: readonly string[],
][] = [
  ['keeps what is declared', { properties: { a: {} } }, { a: 1 }, { a: 1 }, []],
  ['drops the rest', { properties: { a: {} } }, { a: 1, b: 2 }, { a: 1 }, ['b']],
  [
    'works inside lists',
    { properties: { l: { items: { properties: { a: {} } } } } },
    { l: [{ a: 1, b: 2 }] },
    { l: [{ a: 1 }] },
    ['l[0].b'],
  ],
  [
    'works inside maps',
    { properties: { m: { additionalProperties: { properties: { a: {} } } } } },
    { m: { k: { a: 1, b: 2 } } },
    { m: { k: { a: 1 } } },
    ['m.k.b'],
  ],
  [
    'keeps everything where it is told to',
    { 'x-kubernetes-preserve-unknown-fields': true },
    { b: { c: 1 } },
    { b: { c: 1 } },
    [],
  ],
  [
    'prunes what is declared there',
    { properties: { a: { type: 'object' } }, 'x-kubernetes-preserve-unknown-fields': true },
    { a: { x: 1 }, b: 1 },
    { a: {}, b: 1 },
    ['a.x'],
  ],
  [
    'keeps the fields of resources',
    {},
    { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, spec: 1 },
    { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' } },
    ['spec'],
  ],
  [
    'keeps the fields of embedded resources',
    { properties: { r: { 'x-kubernetes-embedded-resource': true } } },
    { r: { kind: 'A', x: 1 } },
    { r: { kind: 'A' } },
    ['r.x'],
  ],
  ['is not fooled by inherited names', { properties: {} }, { constructor: 1 }, {}, ['constructor']],
]
describe('prune()', () => {
  for (const [does, schema, value, left, unknown] of pruning) {
    test(does, () => assert.deepEqual(prune(value, schema, { isResource: true }), { value: left, unknown }))
  }
})

const defaulting: readonly [does: string, schema: Schema, value: JsonObject, after: JsonObject][] = [
  ['fills in what is missing', { properties: { a: { default: 1 } } }, {}, { a: 1 }],
  ['leaves what is there', { properties: { a: { default: 1 } } }, { a: 2 }, { a: 2 }],
  [
    'goes on inside of defaults',
    { properties: { o: { default: {}, properties: { a: { default: 1 } } } } },
    {},
    { o: { a: 1 } },
  ],
  ['makes no parents', { properties: { o: { properties: { a: { default: 1 } } } } }, {}, {}],
  ['replaces null', { properties: { a: { default: 1 } } }, { a: null }, { a: 1 }],
  [
    'keeps null where it may be',
    { properties: { a: { default: 1, nullable: true } } },
    { a: null },
    { a: null },
  ],
  ['drops null without a default', { properties: { a: { type: 'string' } } }, { a: null }, {}],
  [
    'fills in items',
    { properties: { l: { items: { properties: { a: { default: 1 } } } } } },
    { l: [{}] },
    { l: [{ a: 1 }] },
  ],
  [
    'fills in the values of maps',
    { properties: { m: { additionalProperties: { properties: { a: { default: 1 } } } } } },
    { m: { k: {} } },
    { m: { k: { a: 1 } } },
  ],
]
describe('applyDefaults()', () => {
  for (const [does, schema, value, after] of defaulting) {
    test(does, () => assert.deepEqual(applyDefaults(value, schema), after))
  }
  test('gives back the same value when nothing changes', () => {
    const value = { a: 1 }
    assert.equal(applyDefaults(value, { properties: { a: { default: 2 } } }), value)
  })
})

describe('validateListTypes()', () => {
  const set: Schema = {
    properties: { s: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } },
  }
  const map: Schema = {
    properties: {
      m: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k', 'p'],
        items: { type: 'object', properties: { p: { default: 'tcp' } } },
      },
    },
  }
  const found = (value: JsonObject, schema: Schema) =>
    validateListTypes(value, schema).map(each => [each.type, each.field])
  test('finds items that come twice', () => {
    assert.deepEqual(found({ s: ['a', 'b', 'a'] }, set), [['FieldValueDuplicate', 's[2]']])
  })
  test('finds equal keys', () => {
    assert.deepEqual(
      found(
        {
          m: [
            { k: 1, p: 'udp' },
            { k: 1, p: 'tcp' },
            { k: 1, p: 'udp' },
          ],
        },
        map,
      ),
      [['FieldValueDuplicate', 'm[2]']],
    )
  })
  test('accepts lists without a type', () => {
    assert.deepEqual(found({ s: ['a', 'a'] }, { properties: { s: { type: 'array' } } }), [])
  })
})
