import { mergeKinds, mergeTypes } from './merge-types.ts'

/** What is known of types, as far as merging needs it: fields by type, and the type of each `<apiVersion> <kind>`. */
export interface MergeTypes {
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly kinds: Readonly<Record<string, string>>
}

/** The kinds that Kubernetes comes with. */
export const builtinMergeTypes: MergeTypes = { types: mergeTypes, kinds: mergeKinds }

/** What is known of a value's type, as far as merging needs it. */
export interface MergeSchema {
  readonly from: MergeTypes
  /** The name of its type; empty for one without merged lists below it. */
  readonly type: string
  /** For a list: the keys its items are merged by; empty for a set of scalars. Absent: the list is replaced. */
  readonly keys?: readonly string[]
}

const keyed = /^([^[\]*]*)\[([^\]]*)\]$/

/** The schema of a kind, if it is known. */
export function schemaOfKind(from: MergeTypes, apiVersion: string, kind: string): MergeSchema | undefined {
  const type = lookUp(from.kinds, `${apiVersion} ${kind}`)
  return type === undefined ? undefined : { from, type }
}

/** The schema of a kind that Kubernetes comes with, if it has lists that are merged. */
export function schemaOfBuiltinKind(apiVersion: string, kind: string): MergeSchema | undefined {
  return schemaOfKind(builtinMergeTypes, apiVersion, kind)
}

/** The schema of a member of a mapping, if known. The field `*` stands for every field that is not listed. */
export function schemaOfMember(schema: MergeSchema | undefined, name: string): MergeSchema | undefined {
  if (!schema || schema.keys) return undefined
  const { from } = schema
  const fields = lookUp(from.types, schema.type)
  const written = fields && (lookUp(fields, name) ?? fields['*'])
  if (written === undefined) return schema.type === '' ? undefined : { from, type: '' }
  const match = keyed.exec(written)
  if (match) return { from, type: match[1] ?? '', keys: match[2] ? match[2].split(',') : [] }
  return { from, type: written.endsWith('*') ? '' : written }
}

/** The schema of a list's items. */
export function schemaOfItem({ from, type }: MergeSchema): MergeSchema {
  return { from, type }
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
