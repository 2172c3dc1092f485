import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText, isSchema, type ResourceMetadata, validateDefinitionSchema } from '../index.ts'

const metadata: ResourceMetadata = { decode: value => ({ value, unknown: [] }), validate: () => [] }
const problems = (schema: JsonObject, hasStatus = false) => {
  assert.ok(isSchema(schema))
  return validateDefinitionSchema(schema, {
    path: 'spec.validation',
    hasStatus,
    isUnchanged: false,
    metadata,
  }).map(errorText)
}
const spec = (schema: JsonObject): JsonObject => ({ type: 'object', properties: { spec: schema } })
const at = 'spec.validation.openAPIV3Schema'
const inSpec = `${at}.properties[spec]`

const rules = (...rule: JsonObject[]): JsonObject => ({
  type: 'object',
  properties: { n: { type: 'integer' } },
  'x-kubernetes-validations': rule,
})

const cases: readonly [does: string, schema: JsonObject, errors: readonly (string | RegExp)[]][] = [
  ['accepts a structural schema', spec({ type: 'object', properties: { a: { type: 'string' } } }), []],
  [
    'asks for types',
    spec({ properties: { a: { type: 'string' } } }),
    [`${inSpec}.type: Required value: must not be empty for specified object fields`],
  ],
  ['asks for the type of the root', {}, [`${at}.type: Required value: must not be empty at the root`]],
  [
    'refuses types that do not exist',
    spec({ type: 'text' }),
    [
      `${inSpec}.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
    ],
  ],
  [
    'refuses both properties and additionalProperties',
    spec({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } }),
    [/additionalProperties.*Forbidden/s],
  ],
  [
    'refuses uniqueItems',
    spec({ type: 'array', items: { type: 'string' }, uniqueItems: true }),
    [/uniqueItems: Forbidden: uniqueItems cannot be set to true/],
  ],
  [
    'looks at the rest beside uniqueItems',
    spec({ type: 'object', properties: { a: { type: 'array', uniqueItems: true }, b: {} } }),
    [/uniqueItems: Forbidden/, /properties\[b\]\.type: Required value/],
  ],
  [
    'asks for the items of lists',
    spec({ type: 'array' }),
    [`${inSpec}.items: Required value: must be specified`],
  ],
  ['refuses $ref', spec({ type: 'object', $ref: '#/x' }), [/\$ref: Forbidden: \$ref is not supported/]],
  ['takes no definitions for none', spec({ type: 'object', definitions: {} }), []],
  [
    'refuses types inside junctors',
    spec({ type: 'string', anyOf: [{ type: 'string' }] }),
    [`${inSpec}.anyOf[0].type: Forbidden: must be empty to be structural`],
  ],
  [
    'refuses members that only junctors of the root declare',
    {
      ...spec({ type: 'object' }),
      anyOf: [{ properties: { spec: { properties: { a: { minLength: 1 } } } } }],
    },
    [
      `${inSpec}.properties[a]: Required value: because it is defined in ${at}.anyOf[0].properties[spec].properties[a]`,
    ],
  ],
  [
    'refuses preserve-unknown-fields: false',
    spec({ type: 'object', 'x-kubernetes-preserve-unknown-fields': false }),
    [/x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined/],
  ],
  [
    'refuses bad patterns',
    spec({ type: 'string', pattern: '(' }),
    [/pattern: Invalid value: "\(": must be a valid regular expression, but isn't/],
  ],
  [
    'refuses defaults that are not valid',
    spec({ type: 'string', default: 1 }),
    [/default: Invalid value: "integer": .*must be of type string: "integer"/],
  ],
  [
    'refuses defaults with unknown fields',
    spec({ type: 'object', default: { x: 1 } }),
    [/default: Invalid value: .*must not have unknown fields/],
  ],
  [
    'asks for the keys of map lists',
    spec({ type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object' } }),
    [/x-kubernetes-list-map-keys: Required value/],
  ],
  [
    'refuses keys without a list type',
    spec({
      type: 'array',
      'x-kubernetes-list-map-keys': ['a'],
      items: { type: 'object', properties: { a: { type: 'string' } } },
    }),
    [/x-kubernetes-list-type/],
  ],
  [
    'refuses restrictions of metadata',
    {
      type: 'object',
      properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
    },
    [/metadata/],
  ],
  [
    'accepts restrictions of the name',
    {
      type: 'object',
      properties: { metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 5 } } } },
    },
    [],
  ],
  ['accepts rules', spec(rules({ rule: 'self.n > 0' })), []],
  [
    'refuses rules that do not compile',
    spec(rules({ rule: 'self.x > 0' })),
    [
      /x-kubernetes-validations\[0\]\.rule: Invalid value: .*: compilation failed: ERROR: <input>:1:5: undefined field 'x'/s,
    ],
  ],
  [
    'refuses rules that are not true or false',
    spec(rules({ rule: 'self.n' })),
    [/rule: Invalid value: .*cel expression must evaluate to a bool/s],
  ],
  ['refuses empty rules', spec(rules({ rule: ' ' })), [/rule: Required value: rule is not specified/]],
  [
    'refuses reasons that do not exist',
    spec(rules({ rule: 'true', reason: 'Other' })),
    [/reason: Unsupported value: "Other"/],
  ],
  [
    'refuses messages of several lines',
    spec(rules({ rule: 'true', message: 'a\nb' })),
    [/message: Invalid value: .*: must not contain line breaks/],
  ],
  [
    'refuses paths that lead nowhere',
    spec(rules({ rule: 'true', fieldPath: '.x' })),
    [/fieldPath: Invalid value: "\.x"/],
  ],
  [
    'refuses rules that may cost too much',
    spec({
      type: 'object',
      properties: { l: { type: 'array', items: { type: 'string' } } },
      'x-kubernetes-validations': [{ rule: 'self.l.all(x, self.l.all(y, x == y))' }],
    }),
    [
      /estimated rule cost exceeds budget by factor of/,
      /estimated rule cost total for entire OpenAPIv3 schema exceeds budget/,
    ],
  ],
  [
    'refuses the old value where nothing corresponds',
    spec({
      type: 'array',
      items: {
        type: 'object',
        properties: { n: { type: 'integer' } },
        'x-kubernetes-validations': [{ rule: 'self == oldSelf' }],
      },
    }),
    [/oldSelf cannot be used on the uncorrelatable portion of the schema/],
  ],
]
describe('validateDefinitionSchema()', () => {
  for (const [does, schema, errors] of cases) {
    test(does, () => {
      const found = problems(schema)
      if (errors.length === 0) assert.deepEqual(found, [])
      for (const error of errors) {
        if (typeof error === 'string') assert.ok(found.includes(error), found.join('\n'))
        else assert.match(found.join('\n'), error)
      }
    })
  }
  test('allows little at the root beside the status subresource', () => {
    const schema = { type: 'object', anyOf: [{ required: ['spec'] }] }
    assert.deepEqual(problems(schema), [])
    assert.match(
      problems(schema, true).join('\n'),
      /fields are allowed at the root of the schema if the status subresource is enabled/,
    )
  })
})
