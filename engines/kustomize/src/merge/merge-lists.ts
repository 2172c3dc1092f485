import { isMap, type Json, type JsonMap, member, scalarText, setMember } from '../resources/json.ts'
import { type MergeSchema, type MergeTypes, schemaOfItem } from './merge-schema.ts'
import { directiveOf, mergePatch } from './strategic-merge.ts'

/** What the kinds are made of, and the type of the list at hand. */
export interface ListSchema {
  readonly types: MergeTypes
  readonly schema: MergeSchema
}

/** Merges a list whose items are told apart by keys, or by their value. The patch's items come first. */
export function mergeLists(
  target: readonly Json[],
  patch: readonly Json[],
  known: ListSchema,
): Json[] | undefined {
  const directive = listDirective(patch)
  if (directive === 'delete') return undefined
  const items = directive ? patch.filter(item => !isDirectiveItem(item)) : patch
  const base = directive === 'replace' ? [] : target
  const keys = known.schema.keys ?? []
  if (keys.length === 0) return mergeScalars(base, items)
  return mergeKeyed(base, items, known)
}

function mergeScalars(target: readonly Json[], patch: readonly Json[]): Json[] {
  const seen = new Set<string>()
  return [...patch, ...target].filter(item => {
    const text = isMap(item) || Array.isArray(item) ? JSON.stringify(item) : scalarText(item)
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
}

function mergeKeyed(target: readonly Json[], patch: readonly Json[], known: ListSchema): Json[] {
  const keys = known.schema.keys ?? []
  const used = usedKeys(keys, [...patch, ...target])
  const rest = [...target]
  const merged: Json[] = []
  const done = new Map<string, number>()
  for (const item of patch) {
    const at = rest.findIndex(candidate => isSameItem(candidate, item, used))
    const [old] = at === -1 ? [] : rest.splice(at, 1)
    const result = mergeItem(old, item, known)
    if (result === undefined || (isMap(result) && Object.keys(result).length === 0)) continue
    place(merged, done, result, used)
  }
  const item = schemaOfItem(known.schema)
  return [...merged, ...rest.map(old => mergePatch(old, undefined, known.types, item) ?? null)]
}

function mergeItem(old: Json | undefined, item: Json, { types, schema }: ListSchema): Json | undefined {
  const result = mergePatch(old, item, types, schemaOfItem(schema))
  if (!isMap(result) || !isMap(item) || !isMap(old) || directiveOf(item) === 'replace') return result
  for (const key of schema.keys ?? []) {
    const value = member(old, key)
    if (member(result, key) === undefined && value !== undefined) setMember(result, key, value)
  }
  return result
}

/** A later item of the patch takes the place of an earlier one with the same keys. */
function place(merged: Json[], done: Map<string, number>, item: Json, keys: readonly string[]): void {
  const name = isMap(item) ? keys.map(key => scalarText(member(item, key))).join('\0') : undefined
  const at =
    name === undefined || keys.every(key => isMap(item) && !Object.hasOwn(item, key))
      ? undefined
      : done.get(name)
  if (at !== undefined) {
    merged[at] = item
    return
  }
  if (name !== undefined) done.set(name, merged.length)
  merged.push(item)
}

/** Keys that no item has are not looked at. */
function usedKeys(keys: readonly string[], items: readonly Json[]): readonly string[] {
  const used = keys.filter(key => items.some(item => isMap(item) && scalarText(member(item, key)) !== ''))
  return used.length > 0 ? used : keys
}

/** Items match if a key is equal and no key differs; a missing key differs from nothing. */
function isSameItem(a: Json, b: Json, keys: readonly string[]): boolean {
  if (!isMap(a) || !isMap(b)) return false
  let common = false
  for (const key of keys) {
    const x = scalarText(member(a, key))
    const y = scalarText(member(b, key))
    if (x === y) common ||= x !== ''
    else if (x !== '' && y !== '') return false
  }
  return common
}

function isDirectiveItem(item: Json): item is JsonMap {
  return isMap(item) && Object.hasOwn(item, '$patch') && Object.keys(item).length === 1
}

function listDirective(patch: readonly Json[]): 'delete' | 'replace' | 'merge' | undefined {
  const first = patch.find(item => isMap(item) && Object.hasOwn(item, '$patch'))
  return first !== undefined && isDirectiveItem(first) ? directiveOf(first) : undefined
}
