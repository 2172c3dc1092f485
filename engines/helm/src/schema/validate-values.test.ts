import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import { type GoMap, int64 } from '@sluice/gotemplate'
import { loadChart } from '../chart/load-chart.ts'
import type { Warning } from '../chart/warning.ts'
import { validateSchema, validateValues } from './validate-values.ts'

const drafts = {
  4: 'http://json-schema.org/draft-04/schema#',
  6: 'http://json-schema.org/draft-06/schema#',
  7: 'http://json-schema.org/draft-07/schema#',
  2019: 'https://json-schema.org/draft/2019-09/schema',
  2020: 'https://json-schema.org/draft/2020-12/schema',
}

async function problems(schema: unknown, values: unknown, draft?: keyof typeof drafts): Promise<string[]> {
  const $schema = draft ? { $schema: drafts[draft] } : {}
  const document = typeof schema === 'object' ? { ...$schema, ...schema } : schema
  const text = await validateSchema(new TextEncoder().encode(JSON.stringify(document)), values as GoMap)
  return text === '' ? [] : text.split('\n')
}

const of = (schema: unknown) => ({ properties: { a: schema } })

/** Each is what is wrong with `a`. */
const keywords: readonly { schema: unknown; value: unknown; says: string; draft?: keyof typeof drafts }[] = [
  { schema: { type: 'string' }, value: 1, says: 'got number, want string' },
  { schema: { type: ['string', 'null'] }, value: [], says: 'got array, want null or string' },
  { schema: { type: 'integer' }, value: 1.5, says: 'got number, want integer' },
  { schema: { enum: ['x', 1, null] }, value: 'y', says: "value must be one of 'x', 1, <nil>" },
  { schema: { enum: [{}, 1] }, value: 'y', says: "'enum' failed" },
  { schema: { const: "it's" }, value: 'y', says: "value must be 'it\\'s'" },
  { schema: { minimum: 5000 }, value: 1.5, says: 'minimum: got 1.5, want 5,000' },
  { schema: { maximum: 1e6 }, value: 2e6, says: 'maximum: got 2×10⁰⁶, want 1×10⁰⁶' },
  {
    schema: { maximum: 3, exclusiveMaximum: true },
    value: 3,
    says: 'exclusiveMaximum: got 3, want 3',
    draft: 4,
  },
  { schema: { exclusiveMinimum: 3 }, value: 3, says: 'exclusiveMinimum: got 3, want 3' },
  { schema: { multipleOf: 0.1 }, value: 0.35, says: 'multipleOf: got 0.35, want 0.1' },
  { schema: { minLength: 3 }, value: 'é😀', says: 'minLength: got 2, want 3' },
  { schema: { pattern: '^v\\d+$' }, value: '1', says: "'1' does not match pattern '^v\\\\d+$'" },
  { schema: { minItems: 1 }, value: [], says: 'minItems: got 0, want 1' },
  {
    schema: { uniqueItems: true },
    value: [1, { x: 1, y: 2 }, { y: 2, x: 1 }],
    says: 'items at 1 and 2 are equal',
  },
  {
    schema: { items: [{}], additionalItems: false },
    value: [1, 2, 3],
    says: 'last 2 additionalItem(s) not allowed',
    draft: 7,
  },
  {
    schema: { contains: { const: 1 }, minContains: 1 },
    value: [],
    says: 'min 1 items required to match contains schema, but none matched',
  },
  {
    schema: { contains: { const: 1 }, maxContains: 1 },
    value: [1, 2, 1],
    says: 'max 1 items required to match contains schema, but matched 2 items at 0 2',
  },
  { schema: { required: ['x', 'y', 'z'] }, value: { y: 1 }, says: "missing properties 'x', 'z'" },
  { schema: { maxProperties: 1 }, value: { x: 1, y: 1 }, says: 'maxProperties: got 2, want 1' },
  {
    schema: { additionalProperties: false, patternProperties: { '^x': {} } },
    value: { x1: 1, z: 1, y: 1 },
    says: "additional properties 'y', 'z' not allowed",
  },
  {
    schema: { dependentRequired: { x: ['y'] } },
    value: { x: 1 },
    says: "properties 'y' required, if 'x' exists",
  },
  { schema: { not: { type: 'null' } }, value: null, says: "'not' failed" },
  {
    schema: { oneOf: [{ minimum: 1 }, { maximum: 9 }] },
    value: 5,
    says: "'oneOf' failed, subschemas 0, 1 matched",
  },
  {
    schema: { format: 'ipv4' },
    value: '1.2.3',
    says: "'1.2.3' is not valid ipv4: expected four decimals",
    draft: 7,
  },
  {
    schema: { format: 'date' },
    value: '2024-02-30',
    says: `'2024-02-30' is not valid date: parsing time "2024-02-30": day out of range`,
    draft: 7,
  },
  { schema: { format: 'uri' }, value: 'shop', says: "'shop' is not valid uri: relative url", draft: 7 },
  { schema: false, value: 1, says: 'false schema' },
]
for (const { schema, value, says, draft } of keywords) {
  test(`validateSchema() says of ${JSON.stringify(value)} by ${JSON.stringify(schema)}: ${says}`, async () => {
    assert.deepEqual(await problems(of(schema), { a: value }, draft), [`- at '/a': ${says}`, ''])
  })
}

const fine: readonly { does: string; schema: unknown; values: unknown; draft?: keyof typeof drafts }[] = [
  {
    does: 'takes formats for remarks since 2019',
    schema: of({ format: 'ipv4' }),
    values: { a: 'x' },
    draft: 2019,
  },
  {
    does: 'passes over siblings of $ref until 2019',
    schema: { definitions: { n: {} }, properties: { a: { $ref: '#/definitions/n', type: 'null' } } },
    values: { a: 1 },
    draft: 7,
  },
  { does: 'takes whole floats for integers', schema: of({ type: 'integer' }), values: { a: 1e300 } },
  {
    does: 'takes integers of flags for numbers',
    schema: of({ type: 'integer', minimum: 5 }),
    values: { a: int64(5) },
  },
  { does: 'divides decimals exactly', schema: of({ multipleOf: 0.01 }), values: { a: 4.35 } },
  {
    does: 'knows what allOf has evaluated',
    schema: { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
    values: { a: 1 },
  },
  {
    does: 'follows anchors',
    schema: { $defs: { n: { $anchor: 'num', type: 'number' } }, properties: { a: { $ref: '#num' } } },
    values: { a: 1 },
  },
  {
    does: 'follows ids',
    schema: {
      $id: 'http://shop.example/root',
      $defs: { n: { $id: 'num', type: 'number' } },
      properties: { a: { $ref: 'http://shop.example/num' } },
    },
    values: { a: 1 },
  },
  { does: 'takes anything by an unknown name', schema: of({ $ref: 'urn:shop:thing' }), values: { a: 1 } },
]
for (const { does, schema, values, draft } of fine) {
  test(`validateSchema() ${does}`, async () => assert.deepEqual(await problems(schema, values, draft), []))
}

test('validateSchema() draws what lies behind combinations as a tree', async () => {
  const schema = {
    definitions: { port: { type: 'integer', anyOf: [{ minimum: 10 }, { const: 0 }] } },
    properties: {
      a: { $ref: '#/definitions/port' },
      b: { allOf: [{ type: 'string' }, { required: ['x'] }] },
    },
  }
  assert.deepEqual(await problems(schema, { a: 5, b: { 'x/y': 1 } }), [
    "- at '/a': 'anyOf' failed",
    "  - at '/a': minimum: got 5, want 10",
    "  - at '/a': value must be 0",
    "- at '/b': 'allOf' failed",
    "  - at '/b': got object, want string",
    "  - at '/b': missing property 'x'",
    '',
  ])
})

test('validateSchema() lets dynamic references end where the outermost schema says', async () => {
  const schema = {
    $id: 'http://shop.example/strict',
    $dynamicAnchor: 'node',
    $ref: 'tree',
    unevaluatedProperties: false,
    $defs: {
      tree: {
        $id: 'tree',
        $dynamicAnchor: 'node',
        properties: { children: { items: { $dynamicRef: '#node' } } },
      },
    },
  }
  assert.deepEqual(await problems(schema, { children: [{ children: [] }] }), [])
  assert.deepEqual(await problems(schema, { children: [{ other: 1 }] }), [
    "- at '/children/0/other': false schema",
    "- at '/children': false schema",
    '',
  ])
})

test('validateSchema() stops at schemas that refer to themselves', async () => {
  assert.deepEqual(await problems({ $defs: { x: { $ref: '#/$defs/x' } }, $ref: '#/$defs/x' }, {}), [
    `- at '': both /$ref/$ref and /$ref resolve to "file:///values.schema.json#/$defs/x" causing reference cycle`,
    '',
  ])
})

const broken: readonly [string, string][] = [
  ['', 'EOF'],
  ['{"type": ', 'unexpected EOF'],
  ['{} x', 'invalid character after top-level value'],
  [
    '{"type": "text", "properties": {"a": {"minimum": "1"}}}',
    `"file:///values.schema.json#" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'
- at '': 'allOf' failed
  - at '/properties/a': 'allOf' failed
    - at '/properties/a/minimum': got string, want number
  - at '/type': 'anyOf' failed
    - at '/type': value must be one of 'array', 'boolean', 'integer', 'null', 'number', 'object', 'string'
    - at '/type': got string, want array`,
  ],
  ['{"$ref": "#/$defs/x"}', 'json-pointer in "file:///values.schema.json#/$defs/x" not found'],
  [
    '{"$ref": "#x"}',
    'anchor in "file:///values.schema.json#x" not found in schema "file:///values.schema.json"',
  ],
  [
    '{"$ref": "common.json"}',
    'failing loading "file:///common.json": open /common.json: no such file or directory',
  ],
  ['{"$ref": "ftp://x.y/z"}', 'failing loading "ftp://x.y/z": no URLLoader registered for "ftp://x.y/z"'],
]
for (const [schema, message] of broken) {
  test(`validateSchema() says what is wrong with the schema ${schema}`, async () => {
    assert.equal(await validateSchema(new TextEncoder().encode(schema), {}), message)
  })
}

test('validateSchema() fetches what a schema refers to, once', async () => {
  const url = 'https://schemas.example/port.json'
  const schema = new TextEncoder().encode(
    JSON.stringify({ properties: { a: { $ref: url }, b: { $ref: `${url}#` } } }),
  )
  const asked: string[] = []
  const loadSchema = async (each: string) => {
    asked.push(each)
    return new TextEncoder().encode('{"type": "integer"}')
  }
  assert.equal(
    await validateSchema(schema, { a: 'x', b: 1 }, { loadSchema }),
    "- at '/a': got string, want integer\n",
  )
  assert.deepEqual(asked, [url])
  assert.match(
    await validateSchema(schema, {}),
    /^failing loading "https:\/\/schemas\.example\/port\.json": /,
  )
})

test('validateValues() groups what is wrong by chart', async () => {
  const manifest = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`
  const chart = loadChart(
    memoryTree({
      'Chart.yaml': manifest('shop'),
      'values.schema.json': '{"required": ["owner"]}',
      'charts/db/Chart.yaml': manifest('db'),
      'charts/db/values.schema.json':
        '{"properties": {"port": {"type": "integer"}, "old": {"$ref": "urn:x:y"}}}',
      'charts/cache/Chart.yaml': manifest('cache'),
      'charts/cache/values.schema.json': 'false',
    }),
  )
  const warnings: Warning[] = []
  const warn = (warning: Warning) => warnings.push(warning)
  const values = { db: { port: '80' }, cache: 'none' }
  assert.equal(
    await validateValues(chart, values, { warn }),
    [
      'shop:',
      "- at '': missing property 'owner'",
      'cache:',
      'invalid type for values: expected object (map), got string',
      'db:',
      "- at '/port': got string, want integer",
      '',
    ].join('\n'),
  )
  assert.deepEqual(
    warnings.map(warning => warning.text),
    ['level=WARN msg="unresolved URN reference ignored; using permissive schema" urn=urn:x:y'],
  )
})
