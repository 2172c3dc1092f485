import type { GoValue } from '@sluice/gotemplate'
import type { Draft } from './drafts.ts'
import type { Format } from './formats.ts'

/** A regular expression of a schema. */
export interface Pattern {
  readonly source: string
  readonly test: (text: string) => boolean
}

/** What a keyword that is a schema or a boolean says. */
export type SchemaOrBoolean = SchemaNode | boolean

/**
 * A compiled schema. Nodes refer to one another, in circles too, so they are made first and filled afterwards; a
 * keyword that is not there is undefined.
 */
export interface SchemaNode {
  /** Of its document; with the pointer, what messages name it by. */
  readonly url: string
  readonly pointer: string
  version: Draft['version']
  /** The schema with a URL of its own that this one is part of. */
  resource: SchemaNode
  always?: boolean
  ref?: SchemaNode
  recursiveRef?: SchemaNode
  isRecursiveAnchor?: boolean
  dynamicRef?: { readonly target: SchemaNode; readonly anchor: string }
  dynamicAnchor?: string
  dynamicAnchors?: Map<string, SchemaNode>

  types?: readonly JsonType[]
  enum?: readonly GoValue[]
  const?: { readonly value: GoValue }
  format?: Format

  minProperties?: number
  maxProperties?: number
  required?: readonly string[]
  properties?: ReadonlyMap<string, SchemaNode>
  patternProperties?: readonly (readonly [Pattern, SchemaNode])[]
  additionalProperties?: SchemaOrBoolean
  propertyNames?: SchemaNode
  dependencies?: ReadonlyMap<string, SchemaNode | readonly string[]>
  dependentSchemas?: ReadonlyMap<string, SchemaNode>
  dependentRequired?: ReadonlyMap<string, readonly string[]>
  unevaluatedProperties?: SchemaNode

  minItems?: number
  maxItems?: number
  isUnique?: boolean
  /** Of the items in order; what comes after them is for `items`. */
  prefixItems?: readonly SchemaNode[]
  items?: SchemaOrBoolean
  contains?: SchemaNode
  minContains?: number
  maxContains?: number
  unevaluatedItems?: SchemaNode

  minLength?: number
  maxLength?: number
  pattern?: Pattern

  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number

  not?: SchemaNode
  allOf?: readonly SchemaNode[]
  anyOf?: readonly SchemaNode[]
  oneOf?: readonly SchemaNode[]
  if?: SchemaNode
  /** `then` and `else`. */
  ifValid?: SchemaNode
  ifInvalid?: SchemaNode
}

/** JSON's types, in the order in which messages list them. */
export const jsonTypes = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'] as const
export type JsonType = (typeof jsonTypes)[number]
