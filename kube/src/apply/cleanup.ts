import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { KubeObject, ManagedFieldsEntry } from '../meta/index.ts'

/** A manager whose fields are taken over; every manager whose name begins so counts. */
export interface TakenOverManager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
}

/** One operation of a JSON patch. */
export type PatchOperation =
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'replace'; readonly path: string; readonly value: unknown }

const annotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kustomize.toolkit.fluxcd.io/checksum',
  'fluxcd.io/sync-checksum',
]
const labels = ['fluxcd.io/sync-gc-mark']

/** The managers whose traces an apply removes: kubectl in all its ways, and our own writes before server-side apply. */
export function takenOverManagers(
  fieldManager: string,
  overrides: readonly string[] = [],
): readonly TakenOverManager[] {
  return [
    { name: 'kubectl', operation: 'Apply' },
    { name: 'kubectl', operation: 'Update' },
    { name: 'before-first-apply', operation: 'Update' },
    { name: fieldManager, operation: 'Update' },
    ...overrides.flatMap(name => [
      { name, operation: 'Apply' } as const,
      { name, operation: 'Update' } as const,
    ]),
  ]
}

/** What must be patched away before an apply so that fields others left behind are ours to remove; usually nothing. */
export function cleanupPatch(
  object: KubeObject,
  managers: readonly TakenOverManager[],
  fieldManager: string,
): readonly PatchOperation[] {
  const { metadata } = object
  return [
    ...annotations
      .filter(key => metadata.annotations?.[key] !== undefined)
      .map(key => removal('annotations', key)),
    ...labels.filter(key => metadata.labels?.[key] !== undefined).map(key => removal('labels', key)),
    ...managersPatch(object, managers, fieldManager),
  ]
}

/** What must be patched so that the fields of some managers are ours; empty where they have none. */
export function managersPatch(
  { metadata }: KubeObject,
  managers: readonly TakenOverManager[],
  fieldManager: string,
): readonly PatchOperation[] {
  const entries = takeOver(metadata.managedFields ?? [], managers, fieldManager)
  return entries ? [{ op: 'replace', path: '/metadata/managedFields', value: entries }] : []
}

function removal(member: 'annotations' | 'labels', key: string): PatchOperation {
  return { op: 'remove', path: `/metadata/${member}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` }
}

/** The entries with those of the managers merged into our own, which goes last; undefined if there are none. */
function takeOver(
  entries: readonly ManagedFieldsEntry[],
  managers: readonly TakenOverManager[],
  fieldManager: string,
): readonly ManagedFieldsEntry[] | undefined {
  const own = entries.find(entry => isOwn(entry, fieldManager))
  const taken = entries.filter(entry => entry !== own && managers.some(manager => matches(entry, manager)))
  const [first] = taken
  if (!first) return undefined
  const rest = entries.filter(entry => entry !== own && !taken.includes(entry))
  const base = own ?? { ...first, manager: fieldManager, operation: 'Apply' as const }
  const merged = taken.reduce((fields, entry) => union(fields, entry.fieldsV1 ?? {}), base.fieldsV1 ?? {})
  return [...rest, { ...base, fieldsV1: merged }]
}

function isOwn(entry: ManagedFieldsEntry, fieldManager: string): boolean {
  return entry.manager === fieldManager && entry.operation === 'Apply' && !entry.subresource
}

function matches(entry: ManagedFieldsEntry, { name, operation }: TakenOverManager): boolean {
  return entry.operation === operation && !entry.subresource && (entry.manager ?? '').startsWith(name)
}

/** The fields of both, as tries of FieldsV1. */
function union(a: JsonObject, b: JsonObject): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const known = result[key]
    result[key] = isJsonObject(known) && isJsonObject(value) ? union(known, value) : value
  }
  return result
}
