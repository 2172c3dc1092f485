/** The type a schema gives to a value in rules, and how large the value can be. @module */
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  objectType,
  type Range,
  stringType,
  type Type,
  timestampType,
} from '@sluice/cel'
import type { Schema } from '../schema.ts'
import { escapeName, isReserved } from './escape.ts'

/** A type with what sizes its values may have. */
export interface DeclaredType {
  readonly type: Type
  /** Characters, items or entries at most; 0 for what has none. */
  readonly maxElements: number
  /** Bytes of JSON that a value takes at least. */
  readonly minBytes: number
  readonly fields?: ReadonlyMap<string, DeclaredType>
  /** The items of a list, the values of a map. */
  readonly element?: DeclaredType
}

/** No request is longer than this. */
export const maxRequestBytes = 3 * 1024 * 1024

const scalar = (type: Type, minBytes: number, maxElements = 0): DeclaredType => ({
  type,
  minBytes,
  maxElements,
})

const longestText = maxRequestBytes - 2

/** The type of a schema's values; undefined where rules cannot see them. */
export function declaredType(schema: Schema, isResource: boolean): DeclaredType | undefined {
  if (schema['x-kubernetes-int-or-string']) {
    return scalar(
      dynType,
      1,
      schema.maxLength === undefined ? longestText : Math.max(0, schema.maxLength) * 4,
    )
  }
  switch (schema.type) {
    case 'array':
      return declaredList(schema)
    case 'object':
      return declaredObject(isResource ? withResourceFields(schema) : schema)
    case 'string':
      return declaredText(schema)
    case 'boolean':
      return scalar(boolType, 4)
    case 'number':
      return scalar(doubleType, 1)
    case 'integer':
      return scalar(intType, 1)
    default:
      return undefined
  }
}

const isEmbedded = (schema: Schema) => schema['x-kubernetes-embedded-resource'] ?? false

function declaredList(schema: Schema): DeclaredType | undefined {
  const element = schema.items && declaredType(schema.items, isEmbedded(schema.items))
  if (!element) return undefined
  const most = Math.floor(longestText / (element.minBytes + 1))
  const maxElements = schema.maxItems === undefined ? most : Math.max(0, schema.maxItems)
  return { type: listType(element.type), maxElements, minBytes: 2, element }
}

function declaredObject(schema: Schema): DeclaredType | undefined {
  const { additionalProperties: rest } = schema
  if (typeof rest === 'object') return declaredMap(schema, rest)
  const fields = new Map<string, DeclaredType>()
  const required = new Set(schema.required ?? [])
  let minBytes = 2
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const declared = declaredType(property, isEmbedded(property))
    if (!declared) continue
    const escaped = escapeName(name)
    if (escaped !== undefined) fields.set(escaped, declared)
    if (required.has(name) && property.default === undefined) minBytes += name.length + declared.minBytes + 4
    if (isReserved(name)) fields.set(name, declared)
  }
  const types = new Map([...fields].map(([name, field]) => [name, field.type] as const))
  return { type: objectType('object', types), maxElements: 0, minBytes, fields }
}

function declaredMap(schema: Schema, values: Schema): DeclaredType | undefined {
  const element = declaredType(values, isEmbedded(values))
  if (!element) return undefined
  const most = Math.floor(longestText / (element.minBytes + 6))
  const maxElements = schema.maxProperties === undefined ? most : Math.max(0, schema.maxProperties)
  return { type: mapType(stringType, element.type), maxElements, minBytes: 2, element }
}

function declaredText(schema: Schema): DeclaredType {
  switch (schema.format) {
    case 'byte':
      return scalar(
        bytesType,
        2,
        schema.maxLength === undefined ? longestText : Math.max(0, schema.maxLength),
      )
    case 'duration':
      return scalar(durationType, 2, 32)
    case 'date':
      return scalar(timestampType, 12, 12)
    case 'date-time':
      return scalar(timestampType, 21, 32)
    default:
      return scalar(stringType, 2, longestOf(schema))
  }
}

/** A character takes up to four bytes. */
function longestOf(schema: Schema): number {
  if (schema.maxLength !== undefined) return Math.max(0, schema.maxLength) * 4
  if (!schema.enum?.length) return longestText
  return Math.max(
    0,
    ...schema.enum.map(each => (typeof each === 'string' ? new TextEncoder().encode(each).length : 0)),
  )
}

const text: Schema = { type: 'string' }

/** What rules see of every resource besides its schema: of metadata only the names. */
export function withResourceFields(schema: Schema): Schema {
  const metadata: Schema = { type: 'object', properties: { name: text, generateName: text } }
  return { ...schema, properties: { ...schema.properties, kind: text, apiVersion: text, metadata } }
}

/** The size of what a path (after the variable's name) leads to. */
export function sizeAt(root: DeclaredType, path: readonly string[]): Range | undefined {
  let current: DeclaredType | undefined = root
  for (const step of path.slice(1)) {
    // Kubernetes: keys of maps count as empty, so that rules on them stay affordable.
    if (step === '@keys') return current.element ? { min: 0, max: 0 } : undefined
    current = step === '@items' || step === '@values' ? current.element : current.fields?.get(step)
    if (!current) return undefined
  }
  return { min: 0, max: current.maxElements }
}
