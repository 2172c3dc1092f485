import type { JsonValue } from '@sluice/base/json'

/**
 * An OpenAPI v3 schema as Kubernetes uses it: one model for built-in kinds and custom resources alike.
 * Built-in schemas refer to one another by `$ref`; `resolveSchema` follows them.
 */
export interface Schema {
  readonly $ref?: string
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly not?: Schema
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly format?: string
  readonly title?: string
  readonly description?: string
  readonly default?: JsonValue
  readonly nullable?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly enum?: readonly JsonValue[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly multipleOf?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular'
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[]
  readonly 'x-kubernetes-patch-merge-key'?: string
  readonly 'x-kubernetes-patch-strategy'?: string
}

/** One CEL rule of a schema. */
export interface ValidationRule {
  readonly rule: string
  readonly message?: string
  readonly messageExpression?: string
  readonly reason?: string
  readonly fieldPath?: string
  readonly optionalOldSelf?: boolean
}

/** Finds a schema by its `$ref` (the part after the last slash: `io.k8s.api.core.v1.Pod`). */
export type SchemaResolver = (name: string) => Schema | undefined

/** Follows `$ref` and a single-element `allOf` (as OpenAPI v3 documents wrap a reference with a default). */
export function resolveSchema(schema: Schema, resolver: SchemaResolver): Schema {
  let current = schema
  for (let depth = 0; depth < 32; depth++) {
    const target = current.$ref ?? (current.allOf?.length === 1 ? current.allOf[0]?.$ref : undefined)
    if (target === undefined) return current
    const found = resolver(target.slice(target.lastIndexOf('/') + 1))
    if (!found) return {}
    const { $ref: _ref, allOf: _allOf, ...rest } = current
    current = { ...found, ...rest }
  }
  return current
}
