import type { JsonObject } from '@sluice/base/json'
import type { Schema, SchemaResolver } from '@sluice/openapi'
import type { Strategy } from '../strategy/strategy.ts'

/** What can be done below one object: `pods/log`, `deployments/scale`. */
export interface Subresource {
  readonly name: string
  /** The kind of its body; in the parent's group and version unless told. */
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
}

/** A column of a table answer. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly priority: number
  readonly description?: string
  /** Custom resources: where the value is. */
  readonly jsonPath?: string
}

/** What a custom resource has in place of what is built in. */
export interface CustomType {
  /** Name of the CustomResourceDefinition. */
  readonly definition: string
  /** Pruning, defaulting and validation by schema and rules, as a strategy like any other. */
  readonly strategy: Strategy
  /** Reads a body: what the schema does not have is dropped and reported. Throws `TypeMismatch`. */
  readonly decode: (body: JsonObject) => { readonly object: JsonObject; readonly unknown: readonly string[] }
  /** Texts of objects are kept under this key: it changes with the schema. */
  readonly cacheKey: string
  readonly scale?: {
    readonly specReplicasPath: string
    readonly statusReplicasPath: string
    readonly labelSelectorPath?: string
  }
  /** JSON paths that field selectors may use. */
  readonly selectableFields?: readonly string[]
  /** False while the definition is terminating: no new objects. */
  readonly acceptsCreate: boolean
  /** Asks a webhook for objects in a version, which `convert` then has. Absent where no webhook converts. */
  readonly convertAhead?: (objects: readonly JsonObject[], apiVersion: string) => Promise<void>
  /** Deprecation warning of this version, if any. */
  readonly deprecationWarning?: string
}

/** One kind in one version, as requests address it. */
export interface ResourceType {
  readonly group: string
  readonly version: string
  /** `v1` or `apps/v1`. */
  readonly apiVersion: string
  readonly kind: string
  readonly listKind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly subresources: readonly Subresource[]
  readonly schema: Schema
  /** Finds what `schema` refers to. */
  readonly resolver: SchemaResolver
  /** The name of `schema` among the definitions of the OpenAPI documents. */
  readonly schemaName: string
  /** Where all versions of a kind are stored: `plural` or `plural.group`. */
  readonly storageKey: string
  /** The apiVersion objects are stored in. */
  readonly storageVersion: string
  /** Between this version and the stored one, where more than `apiVersion` differs. */
  readonly convert?: {
    readonly toStorage: (object: JsonObject) => JsonObject
    readonly fromStorage: (object: JsonObject) => JsonObject
  }
  readonly columns: readonly Column[]
  readonly custom?: CustomType
}

/** The subresource by name, if the type has it. */
export function subresourceOf(type: ResourceType, name: string): Subresource | undefined {
  return type.subresources.find(each => each.name === name)
}
