import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject, JsonValue } from '@sluice/base/json'
import {
  Correlation,
  errorText,
  escapeName,
  followFieldPath,
  type Schema,
  type ValidationRule,
  validateRules,
} from '../index.ts'

const withRule = (rule: ValidationRule, schema: Schema = {}): Schema => ({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        n: { type: 'integer' },
        name: { type: 'string' },
        'a-b': { type: 'string' },
        when: { type: 'string', format: 'date-time' },
        ...schema.properties,
      },
      'x-kubernetes-validations': [rule],
    },
  },
})
const problems = (rule: ValidationRule, spec: JsonObject, old?: JsonObject, extra?: Schema) => {
  const schema = withRule(rule, extra)
  const before = old && { spec: old }
  const correlation = before && new Correlation({ spec }, before, schema)
  return validateRules({ spec }, schema, {
    isResource: true,
    ...(before ? { old: before } : {}),
    ...(correlation ? { correlation } : {}),
  }).errors.map(errorText)
}

const cases: readonly [
  does: string,
  rule: ValidationRule,
  spec: JsonObject,
  old: JsonObject | undefined,
  errors: readonly string[],
][] = [
  ['accepts what the rule holds for', { rule: 'self.n > 0' }, { n: 1 }, undefined, []],
  [
    'shows the rule where it has no message',
    { rule: 'self.n > 0' },
    { n: 0 },
    undefined,
    ['spec: Invalid value: failed rule: self.n > 0'],
  ],
  [
    'shows the message',
    { rule: 'self.n > 0', message: 'too small' },
    { n: 0 },
    undefined,
    ['spec: Invalid value: too small'],
  ],
  [
    'evaluates the message',
    { rule: 'self.n > 0', messageExpression: '"got " + string(self.n)' },
    { n: 0 },
    undefined,
    ['spec: Invalid value: got 0'],
  ],
  [
    'falls back when the message cannot be made',
    { rule: 'self.n > 0', message: 'plain', messageExpression: 'self.name' },
    { n: 0 },
    undefined,
    ['spec: Invalid value: plain'],
  ],
  [
    'uses the reason',
    { rule: 'self.n > 0', reason: 'FieldValueForbidden', message: 'no' },
    { n: 0 },
    undefined,
    ['spec: Forbidden: no'],
  ],
  [
    'points at the field',
    { rule: 'self.n > 0', fieldPath: '.n', message: 'no' },
    { n: 0 },
    undefined,
    ['spec.n: Invalid value: no'],
  ],
  [
    'leaves rules about the old value out on creation',
    { rule: 'self.n == oldSelf.n' },
    { n: 1 },
    undefined,
    [],
  ],
  [
    'compares with the old value',
    { rule: 'self.n == oldSelf.n', message: 'fixed' },
    { n: 2 },
    { n: 1 },
    ['spec: Invalid value: fixed'],
  ],
  [
    'runs optional rules about the old value always',
    { rule: 'oldSelf.hasValue()', optionalOldSelf: true, message: 'new' },
    { n: 1 },
    undefined,
    ['spec: Invalid value: new'],
  ],
  [
    'gives optional rules the old value',
    { rule: 'oldSelf.value().n < self.n', optionalOldSelf: true },
    { n: 2 },
    { n: 1 },
    [],
  ],
  ['forgives what an update leaves as it was', { rule: 'self.n > 0' }, { n: 0 }, { n: 0 }, []],
  ['knows names with dashes', { rule: 'self.a__dash__b == "x"' }, { 'a-b': 'x' }, undefined, []],
  [
    'knows times',
    { rule: 'self.when.getFullYear() == 2024' },
    { when: '2024-01-01T00:00:00Z' },
    undefined,
    [],
  ],
]
describe('validateRules()', () => {
  for (const [does, rule, spec, old, errors] of cases) {
    test(does, () =>
      assert.deepEqual(
        problems(rule, spec, old).map(each =>
          each.replace(/Invalid value: (\{.*?\}|"object"|\d+): /, 'Invalid value: '),
        ),
        errors,
      ),
    )
  }

  test('runs the rules of items with their old items', () => {
    const item: Schema = {
      type: 'object',
      properties: { k: { type: 'string' }, v: { type: 'integer' } },
      'x-kubernetes-validations': [{ rule: 'self.v >= oldSelf.v', message: 'shrinks' }],
    }
    const schema: Schema = {
      type: 'object',
      properties: {
        l: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
          items: item,
        },
      },
    }
    const findings = validateRules(
      {
        l: [
          { k: 'new', v: 0 },
          { k: 'a', v: 1 },
        ],
      },
      schema,
      { isResource: true, old: { l: [{ k: 'a', v: 2 }] } },
    )
    assert.deepEqual(
      findings.errors.map(each => each.field),
      ['l[1]'],
    )
  })

  test('stops at the budget', () => {
    const many: JsonValue = Array.from({ length: 3000 }, (_, i) => `item-${i}`)
    const lists: Schema = { properties: { l: { type: 'array', items: { type: 'string' } } } }
    const errors = problems(
      { rule: 'self.l.all(x, self.l.all(y, x == x + y || true))' },
      { l: many },
      undefined,
      lists,
    )
    assert.match(errors.join('\n'), /cost limit|budget/)
  })
})

const names: readonly [name: string, escaped: string | undefined][] = [
  ['plain', 'plain'],
  ['a-b', 'a__dash__b'],
  ['a.b', 'a__dot__b'],
  ['a/b', 'a__slash__b'],
  ['a__b', 'a__underscores__b'],
  ['namespace', '__namespace__'],
  ['if', '__if__'],
  ['1a', undefined],
  ['a b', undefined],
  ['', undefined],
]
describe('escapeName()', () => {
  for (const [name, escaped] of names)
    test(`makes ${escaped} of ${JSON.stringify(name)}`, () => assert.equal(escapeName(name), escaped))
})

const schema: Schema = {
  properties: {
    a: { properties: { 'b-c': { additionalProperties: { properties: { d: {} } } } } },
    l: { items: {} },
  },
}
const paths: readonly [path: string, leads: string][] = [
  ['.a', 'a'],
  ["['a']", 'a'],
  [".a['b-c']", 'a.b-c'],
  [".a['b-c']['x y'].d", 'a.b-c[x y].d'],
  ['.b', 'does not refer to a valid field'],
  ['a', 'expected [ or . but got: a'],
  ['.', 'unexpected end of JSON path'],
  ['.a[b]', 'expected single quoted string but got b'],
]
describe('followFieldPath()', () => {
  for (const [path, leads] of paths) {
    test(`says ${JSON.stringify(leads)} of ${path}`, () => {
      const found = followFieldPath(path, schema, { keys: true })
      assert.equal(found.type === 'path' ? found.path : found.why, leads)
    })
  }
})
