import { Kind, type KubeObject } from '@sluice/kube/meta'
import type { Schema } from '@sluice/openapi'
import type { Field } from './field.ts'

/** A column of `kubectl get`. */
export interface Column {
  readonly name: string
  readonly type: 'string' | 'date'
  readonly jsonPath: string
  /** Shown with `-o wide` only, where 1. */
  readonly priority?: number
}

/** Everything a CustomResourceDefinition says about a kind. */
export interface KindDefinition {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly shortNames?: readonly string[]
  readonly categories: readonly string[]
  readonly description: string
  readonly columns: readonly Column[]
  readonly spec: Schema
  /** Kinds without a status have no status subresource either. */
  readonly status?: Schema
  /** Whether manifests tell kustomize-controller not to replace variables in the definition. */
  readonly substitute?: boolean
}

/** A kind of Sluice's own: its address and its definition. All are namespaced. */
export class CustomKind<T = unknown> extends Kind<T> {
  readonly definition: KindDefinition

  constructor(definition: KindDefinition) {
    super({ ...definition, namespaced: true })
    this.definition = definition
  }
}

/** What `defineKind` takes: a definition whose spec and status are fields. */
export interface KindTable<S, St> extends Omit<KindDefinition, 'spec' | 'status'> {
  readonly spec: Field<S>
  readonly status?: Field<St>
}

/** Makes a kind of a table; objects of the kind have the spec's and the status' types. */
export function defineKind<S, St = never>(table: KindTable<S, St>): CustomKind<KubeObject<S, St>> {
  const { spec, status, ...rest } = table
  return new CustomKind({ ...rest, spec: spec.schema, ...(status ? { status: status.schema } : {}) })
}

/** The column that shows how old an object is. */
export const ageColumn: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

/** The columns that show whether an object is ready and why. */
export const readyColumns: readonly Column[] = [
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'Status', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message' },
]

/** A column of text. */
export function column(name: string, jsonPath: string, priority?: number): Column {
  return { name, type: 'string', jsonPath, ...(priority ? { priority } : {}) }
}
