import type { GoMap, GoValue } from '@sluice/gotemplate'
import { isTable } from '../values/table.ts'
import type { Draft } from './drafts.ts'
import { jsonTypes } from './schema-node.ts'

type Check = (value: GoValue, draft: Draft) => boolean

const isText: Check = value => typeof value === 'string'
const isFlag: Check = value => typeof value === 'boolean'
const isNumber: Check = value => typeof value === 'number'
const isCount: Check = value => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isTextList: Check = value =>
  isDistinctList(value) && (value as GoValue[]).every(item => typeof item === 'string')
const isSchemaList: Check = (value, draft) =>
  Array.isArray(value) && value.length > 0 && value.every(item => isWellFormed(item, draft))
const isSchemaMap: Check = (value, draft) =>
  isTable(value) && Object.values(value).every(member => isWellFormed(member, draft))
const isPlainReference: Check = value =>
  typeof value === 'string' &&
  /^(?:#(?:[\w/$.-]*))?$|^https?:\/\/[\w.-]+(?:\/[\w.-]*)*(?:#[\w/$.-]*)?$/.test(value)
const isLimit: Check = (value, draft) => draft.version >= 6 && typeof value === 'number'
const isType: Check = value =>
  isTypeName(value) || (isDistinctList(value) && (value as GoValue[]).every(isTypeName))

/** What must hold for a keyword so that no draft has anything against it. Keywords that take anything are not here. */
const checks: Readonly<Record<string, Check>> = {
  $schema: isPlainReference,
  $id: isPlainReference,
  $ref: isPlainReference,
  $anchor: () => false,
  $dynamicRef: () => false,
  $dynamicAnchor: () => false,
  $recursiveRef: () => false,
  $recursiveAnchor: () => false,
  $vocabulary: () => false,
  $comment: isText,
  $defs: isSchemaMap,
  definitions: isSchemaMap,
  title: isText,
  description: isText,
  deprecated: isFlag,
  readOnly: isFlag,
  writeOnly: isFlag,
  examples: value => Array.isArray(value),
  format: isText,
  contentMediaType: isText,
  contentEncoding: isText,
  type: isType,
  enum: value => isDistinctList(value),
  multipleOf: value => typeof value === 'number' && value > 0,
  maximum: isNumber,
  minimum: isNumber,
  exclusiveMaximum: isLimit,
  exclusiveMinimum: isLimit,
  maxLength: isCount,
  minLength: isCount,
  maxItems: isCount,
  minItems: isCount,
  maxProperties: isCount,
  minProperties: isCount,
  maxContains: isCount,
  minContains: isCount,
  uniqueItems: isFlag,
  required: isTextList,
  pattern: () => false,
  patternProperties: () => false,
  dependentRequired: (value, draft) =>
    isTable(value) && Object.values(value).every(list => isTextList(list, draft)),
  dependentSchemas: isSchemaMap,
  dependencies: () => false,
  properties: isSchemaMap,
  additionalProperties: isSchemaOrFlag,
  unevaluatedProperties: isWellFormed,
  unevaluatedItems: isWellFormed,
  propertyNames: isWellFormed,
  items: (value, draft) => isWellFormed(value, draft) || (draft.version < 2020 && isSchemaList(value, draft)),
  additionalItems: isSchemaOrFlag,
  prefixItems: isSchemaList,
  contains: isWellFormed,
  contentSchema: isWellFormed,
  allOf: isSchemaList,
  anyOf: isSchemaList,
  oneOf: isSchemaList,
  not: isWellFormed,
  if: isWellFormed,
  ...Object.fromEntries(['then', 'else'].map(keyword => [keyword, isWellFormed])),
}

/** Whether a schema is certainly valid by its draft. False says only that it takes a closer look. */
export function isWellFormed(schema: GoValue, draft: Draft): boolean {
  if (typeof schema === 'boolean') return draft.version >= 6
  if (!isTable(schema) || Object.hasOwn(schema, 'id')) return false
  return Object.keys(schema).every(keyword => holds(schema, keyword, draft))
}

function holds(schema: GoMap, keyword: string, draft: Draft): boolean {
  const check = Object.hasOwn(checks, keyword) ? checks[keyword] : undefined
  return check === undefined || check(schema[keyword], draft)
}

function isSchemaOrFlag(value: GoValue, draft: Draft): boolean {
  return typeof value === 'boolean' || isWellFormed(value, draft)
}

/** Simple values, all different, at least one. */
function isDistinctList(value: GoValue): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(item => typeof item !== 'object' || item === null) &&
    new Set(value).size === value.length
  )
}

function isTypeName(value: GoValue): boolean {
  return jsonTypes.some(type => type === value)
}
