import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { Correlation, errorText, type Schema, validateValue } from './index.ts'

const text = (schema: Schema = {}): Schema => ({
  type: 'object',
  properties: { a: { type: 'string', ...schema } },
})
const number = (schema: Schema = {}): Schema => ({
  type: 'object',
  properties: { a: { type: 'number', ...schema } },
})
const list = (schema: Schema = {}): Schema => ({
  type: 'object',
  properties: { a: { type: 'array', ...schema } },
})

const cases: readonly [does: string, schema: Schema, value: JsonValue, errors: readonly string[]][] = [
  ['accepts a value of its type', text(), { a: 'x' }, []],
  [
    'refuses another type',
    text(),
    { a: 1 },
    ['a: Invalid value: "integer": a in body must be of type string: "integer"'],
  ],
  [
    'refuses a wrong type at the root',
    text(),
    'x',
    ['<nil>: Invalid value: "string":  in body must be of type object: "string"'],
  ],
  [
    'refuses null',
    text(),
    { a: null },
    ['a: Invalid value: "null": a in body must be of type string: "null"'],
  ],
  ['accepts null where it may be', text({ nullable: true }), { a: null }, []],
  ['takes whole numbers as numbers', number(), { a: 1 }, []],
  [
    'refuses a fraction as an integer',
    number({ type: 'integer' }),
    { a: 1.5 },
    [
      'a: Invalid value: "number": a in body must be of type integer: "number"',
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in a',
    ],
  ],
  [
    'accepts numbers and texts as int-or-string',
    { properties: { a: { 'x-kubernetes-int-or-string': true }, b: { 'x-kubernetes-int-or-string': true } } },
    { a: 1, b: '50%' },
    [],
  ],
  [
    'refuses others as int-or-string',
    { properties: { a: { 'x-kubernetes-int-or-string': true } } },
    { a: true },
    ['a: Invalid value: "boolean": a in body must be of type integer,string: "boolean"'],
  ],
  ['counts characters, not units', text({ maxLength: 2 }), { a: '😀é' }, []],
  ['limits length', text({ maxLength: 1 }), { a: 'ab' }, ['a: Too long: may not be more than 1 byte']],
  [
    'asks for length',
    text({ minLength: 2 }),
    { a: 'a' },
    ['a: Invalid value: "a": a in body should be at least 2 chars long'],
  ],
  ['matches patterns anywhere', text({ pattern: 'b' }), { a: 'abc' }, []],
  [
    'checks patterns',
    text({ pattern: '^[a-c]+$' }),
    { a: 'd' },
    ['a: Invalid value: "d": a in body should match \'^[a-c]+$\''],
  ],
  [
    'checks formats it knows',
    text({ format: 'date-time' }),
    { a: 'today' },
    ['a: Invalid value: "today": a in body must be of type date-time: "today"'],
  ],
  ['ignores formats it does not know', text({ format: 'colour' }), { a: 'x' }, []],
  [
    'names the allowed values',
    text({ enum: ['x', 'y'] }),
    { a: 'z' },
    ['a: Unsupported value: "z": supported values: "x", "y"'],
  ],
  [
    'shows a value that is not allowed with its members sorted',
    { type: 'object', properties: { a: { type: 'object', enum: ['x'] } } },
    { a: { c: 1, b: 2 } },
    ['a: Unsupported value: {"b":2,"c":1}: supported values: "x"'],
  ],
  [
    'limits numbers',
    number({ maximum: 3 }),
    { a: 4 },
    ['a: Invalid value: 4: a in body should be less than or equal to 3'],
  ],
  [
    'limits numbers exclusively',
    number({ minimum: 3, exclusiveMinimum: true }),
    { a: 3 },
    ['a: Invalid value: 3: a in body should be greater than 3'],
  ],
  [
    'asks for multiples',
    number({ multipleOf: 2 }),
    { a: 3 },
    ['a: Invalid value: 3: a in body should be a multiple of 2'],
  ],
  ['limits lists', list({ maxItems: 1 }), { a: [1, 2] }, ['a: Too many: 2: must have at most 1 item']],
  [
    'asks for items',
    list({ minItems: 1 }),
    { a: [] },
    ['a: Invalid value: 0: a in body should have at least 1 items'],
  ],
  [
    'checks every item',
    list({ items: { type: 'string' } }),
    { a: ['x', 1] },
    ['a[1]: Invalid value: "integer": a[1] in body must be of type string: "integer"'],
  ],
  [
    'asks for members',
    { ...text(), required: ['a', 'b'] },
    {},
    ['.a: Required value', '.b: Required value'].map(each => each.slice(1)),
  ],
  ['limits members', { maxProperties: 1 }, { a: 1, b: 2 }, ['<nil>: Too many: 2: must have at most 1 item']],
  [
    'checks the members of maps',
    { properties: { a: { additionalProperties: { type: 'string' } } } },
    { a: { k: 1 } },
    ['a.k: Invalid value: "integer": a.k in body must be of type string: "integer"'],
  ],
  [
    'takes members by name',
    { properties: { b: { type: 'string' }, a: { type: 'string' } } },
    { b: 1, a: 1 },
    [
      'a: Invalid value: "integer": a in body must be of type string: "integer"',
      'b: Invalid value: "integer": b in body must be of type string: "integer"',
    ],
  ],
  ['takes one of anyOf', text({ anyOf: [{ maxLength: 1 }, { enum: ['long'] }] }), { a: 'long' }, []],
]

describe('validateValue()', () => {
  for (const [does, schema, value, errors] of cases) {
    test(does, () => {
      assert.deepEqual(validateValue(value, schema).map(errorText), errors)
    })
  }

  test('puts the path in front', () => {
    const [error] = validateValue({ a: 1 }, text(), { path: 'spec' })
    assert.equal(error?.field, 'spec.a')
  })

  test('fails none of, exactly one of, all of and not', () => {
    const junctors: readonly Schema[] = [
      { anyOf: [{ maxLength: 1 }, { maxLength: 2 }] },
      { oneOf: [{ minLength: 1 }, { minLength: 2 }] },
      { allOf: [{ maxLength: 1 }] },
      { not: { minLength: 1 } },
    ]
    for (const schema of junctors) assert.notDeepEqual(validateValue({ a: 'abc' }, text(schema)), [])
  })
})

describe('validateValue() after an update', () => {
  const schema: Schema = {
    properties: {
      a: { type: 'string', maxLength: 1 },
      b: { type: 'string' },
      l: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: { properties: { k: { type: 'string' }, v: { type: 'string', maxLength: 1 } } },
      },
      plain: { type: 'array', items: { properties: { v: { type: 'string', maxLength: 1 } } } },
    },
  }
  const fields = (value: JsonObject, before: JsonObject) =>
    validateValue(value, schema, { old: new Correlation(value, before, schema) }).map(each => each.field)
  const long = { k: 'x', v: 'long' }

  test('forgives what stays as it was', () => {
    assert.deepEqual(fields({ a: 'long', b: 'new' }, { a: 'long', b: 'old' }), [])
  })
  test('minds what changes', () => {
    assert.deepEqual(fields({ a: 'longer' }, { a: 'long' }), ['a'])
  })
  test('takes items of map lists in another order for the same', () => {
    const ordered: Schema = {
      properties: {
        l: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
          items: { type: 'object', properties: { k: { type: 'string' } } },
          maxItems: 1,
        },
      },
    }
    const old = new Correlation({ l: [{ k: 'b' }, { k: 'a' }] }, { l: [{ k: 'a' }, { k: 'b' }] }, ordered)
    assert.deepEqual(validateValue({ l: [{ k: 'b' }, { k: 'a' }] }, ordered, { old }), [])
  })
  test('minds what holds fields that the schema lacks, changed or not', () => {
    const open: Schema = {
      properties: { o: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, minProperties: 2 } },
    }
    const errors = (value: JsonObject) =>
      validateValue(value, open, { old: new Correlation(value, value, open) }).map(each => each.field)
    assert.deepEqual(errors({ o: { x: 1 } }), ['o'])
    assert.deepEqual(errors({ o: {} }), [])
  })
  test('finds items of map lists by their keys', () => {
    assert.deepEqual(fields({ l: [{ k: 'y' }, long] }, { l: [long] }), [])
    assert.deepEqual(fields({ l: [{ ...long, k: 'y' }] }, { l: [long] }), ['l[0].v'])
  })
  test('minds items of other lists once the list changes', () => {
    assert.deepEqual(fields({ plain: [long] }, { plain: [long] }), [])
    assert.deepEqual(fields({ plain: [long, {}] }, { plain: [long] }), ['plain[0].v'])
  })
})
