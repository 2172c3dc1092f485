import { mergeKinds, mergeTypes } from './merge-types.ts'

/** What is known of a value's type, as far as merging needs it. */
export interface MergeSchema {
  /** The name of its type; empty for one without merged lists below it. */
  readonly type: string
  /** For a list: the keys its items are merged by; empty for a set of scalars. Absent: the list is replaced. */
  readonly keys?: readonly string[]
}

const keyed = /^([^[\]*]*)\[([^\]]*)\]$/

/** The schema of a kind, if it is built in. */
export function schemaOfKind(apiVersion: string, kind: string): MergeSchema | undefined {
  const type = mergeKinds[`${apiVersion} ${kind}`]
  return type === undefined ? undefined : { type }
}

/** The schema of a member of a mapping, if known. */
export function schemaOfMember(schema: MergeSchema | undefined, name: string): MergeSchema | undefined {
  if (!schema || schema.keys) return undefined
  const written = mergeTypes[schema.type]?.[name]
  if (written === undefined) return schema.type === '' ? undefined : { type: '' }
  const match = keyed.exec(written)
  if (match) return { type: match[1] ?? '', keys: match[2] ? match[2].split(',') : [] }
  return { type: written.endsWith('*') ? '' : written }
}

/** The schema of a list's items. */
export function schemaOfItem(schema: MergeSchema): MergeSchema {
  return { type: schema.type }
}
