/**
 * The schemas of schemas, draft by draft: what each keyword must be. Only what can make a schema invalid is here.
 * @module
 */
import type { GoMap, GoValue } from '@sluice/gotemplate'

/** The metaschema at a URL of the standard, undefined for any other. */
export function metaschemaAt(url: string): GoValue {
  const name = /^https?:\/\/json-schema\.org\/(.+)$/.exec(url)?.[1]
  if (name === undefined) return undefined
  return documents.get(name === 'schema' ? 'draft/2020-12/schema' : name)?.()
}

const anything = true
const text = { type: 'string' }
const number = { type: 'number' }
const flag = { type: 'boolean' }
const uri = { type: 'string', format: 'uri' }
const uriReference = { type: 'string', format: 'uri-reference' }
const regex = { type: 'string', format: 'regex' }
const schemaOrBoolean = ['object', 'boolean']
const typeNames = { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] }

/** How the schemas of one draft refer to one another. */
interface Style {
  /** Any schema. */
  readonly self: GoMap
  /** Where definitions are. */
  readonly definitions: string
}

const old: Style = { self: { $ref: '#' }, definitions: '#/definitions' }
const recursive: Style = { self: { $recursiveRef: '#' }, definitions: '#/$defs' }
const dynamic: Style = { self: { $dynamicRef: '#meta' }, definitions: '#/$defs' }

function mapOf(schema: GoValue): GoMap {
  return { type: 'object', additionalProperties: schema }
}

function listOf(schema: GoValue): GoMap {
  return { type: 'array', items: schema }
}

function define(style: Style, name: string): GoMap {
  return { $ref: `${style.definitions}/${name}` }
}

/** The keywords about sizes and values that all drafts share. */
function assertions(style: Style, count: string): GoMap {
  const counted = define(style, count)
  const countedFrom0 = define(style, `${count}Default0`)
  return {
    maximum: number,
    minimum: number,
    maxLength: counted,
    minLength: countedFrom0,
    pattern: regex,
    maxItems: counted,
    minItems: countedFrom0,
    uniqueItems: flag,
    maxProperties: counted,
    minProperties: countedFrom0,
    required: define(style, 'stringArray'),
    type: {
      anyOf: [
        define(style, 'simpleTypes'),
        { ...listOf(define(style, 'simpleTypes')), minItems: 1, uniqueItems: true },
      ],
    },
  }
}

const exclusiveLimits = {
  multipleOf: { type: 'number', exclusiveMinimum: 0 },
  exclusiveMaximum: number,
  exclusiveMinimum: number,
}

function conditions(style: Style): GoMap {
  const list = define(style, 'schemaArray')
  return { allOf: list, anyOf: list, oneOf: list, not: style.self }
}

function branches(schema: GoMap): GoMap {
  return Object.fromEntries(['if', 'then', 'else'].map(keyword => [keyword, schema]))
}

function schemaArray(style: Style): GoMap {
  return { ...listOf(style.self), minItems: 1 }
}

const stringArray = { ...listOf(text), uniqueItems: true }
const count = { type: 'integer', minimum: 0 }

/** What drafts 4 to 7 have alike, each in one document. */
function oldKeywords(countName: string, additional: GoValue): GoMap {
  const { self } = old
  return {
    $schema: uri,
    title: text,
    description: text,
    ...assertions(old, countName),
    ...conditions(old),
    additionalItems: additional,
    items: { anyOf: [self, define(old, 'schemaArray')] },
    additionalProperties: additional,
    definitions: mapOf(self),
    properties: mapOf(self),
    patternProperties: mapOf(self),
    dependencies: mapOf({ anyOf: [self, define(old, 'stringArray')] }),
    enum: { type: 'array', minItems: 1, uniqueItems: true },
    format: text,
  }
}

function oldDefinitions(countName: string, texts: GoMap): GoMap {
  return {
    schemaArray: schemaArray(old),
    [countName]: count,
    [`${countName}Default0`]: { allOf: [define(old, countName), { default: 0 }] },
    simpleTypes: typeNames,
    stringArray: texts,
  }
}

function draft4(): GoMap {
  const name = 'positiveInteger'
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    definitions: oldDefinitions(name, { ...stringArray, minItems: 1 }),
    type: 'object',
    properties: {
      ...oldKeywords(name, { anyOf: [flag, old.self] }),
      id: text,
      $ref: text,
      multipleOf: { type: 'number', minimum: 0, exclusiveMinimum: true },
      exclusiveMaximum: flag,
      exclusiveMinimum: flag,
    },
    dependencies: { exclusiveMaximum: ['maximum'], exclusiveMinimum: ['minimum'] },
  }
}

function draft6(number: 6 | 7): GoMap {
  const name = 'nonNegativeInteger'
  const { self } = old
  const properties: GoMap = {
    ...oldKeywords(name, self),
    ...exclusiveLimits,
    $id: uriReference,
    $ref: uriReference,
    contains: self,
    propertyNames: self,
  }
  if (number === 7) {
    Object.assign(properties, {
      $comment: text,
      readOnly: flag,
      writeOnly: flag,
      examples: { type: 'array' },
      patternProperties: { ...mapOf(self), propertyNames: { format: 'regex' } },
      contentMediaType: text,
      contentEncoding: text,
      ...branches(self),
    })
  }
  const url = `http://json-schema.org/draft-0${number}/schema#`
  return {
    $schema: url,
    $id: url,
    definitions: oldDefinitions(name, stringArray),
    type: schemaOrBoolean,
    properties,
  }
}

/** One vocabulary of a draft since 2019. */
function vocabulary(draft: '2019-09' | '2020-12', name: string, rest: GoMap): GoMap {
  const base = `https://json-schema.org/draft/${draft}/`
  return {
    $schema: `${base}schema`,
    $id: base + name,
    ...(draft === '2019-09' ? { $recursiveAnchor: true } : { $dynamicAnchor: 'meta' }),
    type: schemaOrBoolean,
    ...rest,
  }
}

function core2019(): GoMap {
  return {
    properties: {
      $id: { ...uriReference, pattern: '^[^#]*#?$' },
      $schema: uri,
      $anchor: { type: 'string', pattern: '^[A-Za-z][-A-Za-z0-9.:_]*$' },
      $ref: uriReference,
      $recursiveRef: uriReference,
      $recursiveAnchor: flag,
      $vocabulary: { ...mapOf(flag), propertyNames: uri },
      $comment: text,
      $defs: mapOf(recursive.self),
    },
  }
}

function core2020(): GoMap {
  const reference = define(dynamic, 'uriReferenceString')
  const anchor = define(dynamic, 'anchorString')
  return {
    properties: {
      $id: { ...reference, pattern: '^[^#]*#?$' },
      $schema: define(dynamic, 'uriString'),
      $ref: reference,
      $anchor: anchor,
      $dynamicRef: reference,
      $dynamicAnchor: anchor,
      $vocabulary: { ...mapOf(flag), propertyNames: define(dynamic, 'uriString') },
      $comment: text,
      $defs: mapOf(dynamic.self),
    },
    $defs: {
      anchorString: { type: 'string', pattern: '^[A-Za-z_][-A-Za-z0-9._]*$' },
      uriString: uri,
      uriReferenceString: uriReference,
    },
  }
}

function applicator(style: Style, own: GoMap): GoMap {
  const { self } = style
  return {
    properties: {
      ...conditions(style),
      ...own,
      contains: self,
      additionalProperties: self,
      properties: mapOf(self),
      patternProperties: { ...mapOf(self), propertyNames: { format: 'regex' } },
      dependentSchemas: mapOf(self),
      propertyNames: self,
      ...branches(self),
    },
    $defs: { schemaArray: schemaArray(style) },
  }
}

function validation(style: Style): GoMap {
  const counted = define(style, 'nonNegativeInteger')
  return {
    properties: {
      ...assertions(style, 'nonNegativeInteger'),
      ...exclusiveLimits,
      maxContains: counted,
      minContains: counted,
      dependentRequired: mapOf(define(style, 'stringArray')),
      enum: { type: 'array' },
    },
    $defs: {
      nonNegativeInteger: count,
      nonNegativeIntegerDefault0: counted,
      simpleTypes: typeNames,
      stringArray,
    },
  }
}

const metadata = {
  properties: {
    title: text,
    description: text,
    default: anything,
    deprecated: flag,
    readOnly: flag,
    writeOnly: flag,
    examples: { type: 'array' },
  },
}

function content(style: Style): GoMap {
  return { properties: { contentMediaType: text, contentEncoding: text, contentSchema: style.self } }
}

const formatOnly = { properties: { format: text } }

function schemaOf(style: Style, names: readonly string[], own: GoMap): GoMap {
  const { self } = style
  return {
    allOf: names.map(name => ({ $ref: `meta/${name}` })),
    properties: {
      definitions: mapOf(self),
      dependencies: mapOf({ anyOf: [self, { $ref: 'meta/validation#/$defs/stringArray' }] }),
      ...own,
    },
  }
}

const names2019 = ['core', 'applicator', 'validation', 'meta-data', 'format', 'content']
const names2020 = [
  'core',
  'applicator',
  'unevaluated',
  'validation',
  'meta-data',
  'format-annotation',
  'content',
]

const vocabularies2019: Readonly<Record<string, () => GoMap>> = {
  schema: () => schemaOf(recursive, names2019, {}),
  'meta/core': core2019,
  'meta/applicator': () => {
    const { self } = recursive
    const items = { anyOf: [self, define(recursive, 'schemaArray')] }
    return applicator(recursive, {
      items,
      additionalItems: self,
      unevaluatedItems: self,
      unevaluatedProperties: self,
    })
  },
  'meta/validation': () => validation(recursive),
  'meta/meta-data': () => metadata,
  'meta/format': () => formatOnly,
  'meta/content': () => content(recursive),
}

const vocabularies2020: Readonly<Record<string, () => GoMap>> = {
  schema: () =>
    schemaOf(dynamic, names2020, {
      $recursiveAnchor: { $ref: 'meta/core#/$defs/anchorString' },
      $recursiveRef: { $ref: 'meta/core#/$defs/uriReferenceString' },
    }),
  'meta/core': core2020,
  'meta/applicator': () =>
    applicator(dynamic, { prefixItems: define(dynamic, 'schemaArray'), items: dynamic.self }),
  'meta/unevaluated': () => ({
    properties: { unevaluatedItems: dynamic.self, unevaluatedProperties: dynamic.self },
  }),
  'meta/validation': () => validation(dynamic),
  'meta/meta-data': () => metadata,
  'meta/format-annotation': () => formatOnly,
  'meta/format-assertion': () => formatOnly,
  'meta/content': () => content(dynamic),
}

const documents: ReadonlyMap<string, () => GoMap> = new Map([
  ['draft-04/schema', draft4],
  ['draft-06/schema', () => draft6(6)],
  ['draft-07/schema', () => draft6(7)],
  ...Object.entries(vocabularies2019).map(
    ([name, rest]) => [`draft/2019-09/${name}`, () => vocabulary('2019-09', name, rest())] as const,
  ),
  ...Object.entries(vocabularies2020).map(
    ([name, rest]) => [`draft/2020-12/${name}`, () => vocabulary('2020-12', name, rest())] as const,
  ),
])
