import { isJsonObject, type JsonObject, type JsonValue, setMember } from '@sluice/base/json'
import { goPrint, goTypeName } from '../typed/go-value.ts'
import { StrategicPatchError, unknownDirective } from './strategic-error.ts'
import { identityOf, ordered } from './strategic-order.ts'

export interface ListOptions {
  /** Merges two items with the same key. */
  readonly mergeItem: (before: JsonObject, patch: JsonObject) => JsonObject
  readonly mergeKey: string | undefined
  /** The kind of Go type of the items. */
  readonly kind: string
  /** Whether the items of the patch are to be taken away. */
  readonly deletes?: boolean
}

/** Merges a list into another: values are added once, or taken away, and objects merge by their key. */
export function mergeList(
  before: readonly JsonValue[],
  patch: readonly JsonValue[],
  options: ListOptions,
): readonly JsonValue[] {
  const type = requireOneType(before, patch)
  if (type === undefined) return before
  if (type !== mapType) {
    if (options.deletes) return before.filter(item => !patch.includes(item))
    return mergeScalars(before, patch, options.mergeKey)
  }
  const { mergeKey } = options
  if (mergeKey === undefined) {
    throw new StrategicPatchError(`cannot merge lists without merge key for ${options.kind}`)
  }
  return mergeObjects(before.filter(isJsonObject), patch.filter(isJsonObject), { ...options, mergeKey })
}

const mapType = 'map[string]interface {}'

/** The Go type of all items of two lists; undefined where there are none. */
export function requireOneType(
  before: readonly JsonValue[],
  patch: readonly JsonValue[],
): string | undefined {
  const [first, ...others] = [...before, ...patch].map(goTypeName)
  if (first === '[]interface {}') throw new StrategicPatchError('lists of lists are not supported', 'unfit')
  if (others.some(type => type !== first)) {
    throw new StrategicPatchError(`list element types are not identical: ${goPrint([before, patch])}`)
  }
  return first
}

function mergeScalars(
  before: readonly JsonValue[],
  patch: readonly JsonValue[],
  mergeKey: string | undefined,
): readonly JsonValue[] {
  const merged = [...new Set([...before, ...patch])]
  return ordered(merged, { wanted: patch, before, mergeKey })
}

function mergeObjects(
  before: readonly JsonObject[],
  patch: readonly JsonObject[],
  { mergeItem, mergeKey }: ListOptions & { readonly mergeKey: string },
): readonly JsonValue[] {
  const { remaining, plain } = withoutSpecial(before, patch, mergeKey)
  const merged: JsonObject[] = [...remaining]
  const positions = new Map<string, number>()
  for (const [i, item] of merged.entries()) {
    const id = identityOf(item, mergeKey)
    if (!positions.has(id)) positions.set(id, i)
  }
  for (const item of plain) {
    const id = identityOf(item, mergeKey)
    const at = positions.get(id)
    const same = at === undefined ? undefined : merged[at]
    if (at !== undefined && same) merged[at] = mergeItem(same, item)
    else positions.set(id, merged.push(item) - 1)
  }
  return ordered(merged, { wanted: plain, before: remaining, mergeKey })
}

interface Split {
  /** What is left of the list before items are merged in. */
  readonly remaining: readonly JsonObject[]
  /** The items to merge in. */
  readonly plain: readonly JsonObject[]
}

/** Carries out the items that are directives: `$patch: delete` of one, `$patch: replace` of all. */
function withoutSpecial(
  before: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): Split {
  const plain: JsonObject[] = []
  const deleted = new Set<string>()
  let replaces = false
  for (const item of patch) {
    const directive = item['$patch']
    if (directive === undefined) plain.push(item)
    else if (directive === 'delete') deleted.add(identityOf(item, mergeKey))
    else if (directive === 'replace') replaces = true
    else if (directive === 'merge') {
      throw new StrategicPatchError('merging lists cannot yet be specified in the patch')
    } else {
      throw unknownDirective(directive, item)
    }
  }
  if (replaces) return { remaining: plain, plain: [] }
  const remaining =
    deleted.size > 0 ? before.filter(item => !deleted.has(identityOf(item, mergeKey))) : before
  return { remaining, plain }
}

/** A new value without directives; undefined where the value is one itself. */
export function removeDirectives(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) return value.map(removeDirectives).filter(item => item !== undefined)
  if (!isJsonObject(value)) return value
  if (value['$patch'] !== undefined) return undefined
  const result: Record<string, JsonValue> = {}
  for (const [key, member] of Object.entries(value)) {
    const kept = member === undefined ? undefined : removeDirectives(member)
    if (kept !== undefined) result[key] = kept
  }
  return result
}

/** A new value without null members: null means absence there too. */
export function withoutNullMembers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNullMembers)
  if (!isJsonObject(value)) return value
  const result: Record<string, JsonValue> = {}
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined && member !== null) setMember(result, key, withoutNullMembers(member))
  }
  return result
}
