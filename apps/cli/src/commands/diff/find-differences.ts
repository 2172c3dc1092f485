/** What differs between two objects, as people see it: by path, lists of named entries by name. @module */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** One difference. */
export type Difference =
  | { readonly type: 'value'; readonly path: string; readonly from: JsonValue; readonly to: JsonValue }
  | {
      readonly type: 'members'
      readonly path: string
      readonly removed: JsonObject | undefined
      readonly added: JsonObject | undefined
    }
  | {
      readonly type: 'entries'
      readonly path: string
      readonly removed: readonly JsonValue[]
      readonly added: readonly JsonValue[]
    }
  | {
      readonly type: 'order'
      readonly path: string
      readonly from: readonly JsonValue[]
      readonly to: readonly JsonValue[]
    }

/** Every difference, those of an object before those inside its members. */
export function findDifferences(from: JsonValue, to: JsonValue, path = ''): readonly Difference[] {
  if (deepEqual(from, to)) return []
  if (isJsonObject(from) && isJsonObject(to)) return objectDifferences(from, to, path)
  if (Array.isArray(from) && Array.isArray(to)) return listDifferences(from, to, path)
  return [{ type: 'value', path, from, to }]
}

function objectDifferences(from: JsonObject, to: JsonObject, path: string): readonly Difference[] {
  const removed = membersMissing(from, to)
  const added = membersMissing(to, from)
  const own: readonly Difference[] = removed || added ? [{ type: 'members', path, removed, added }] : []
  const inside = Object.keys(from)
    .filter(key => to[key] !== undefined)
    .sort()
    .flatMap(key => findDifferences(from[key] ?? null, to[key] ?? null, join(path, key)))
  return [...own, ...inside]
}

function membersMissing(from: JsonObject, to: JsonObject): JsonObject | undefined {
  const keys = Object.keys(from).filter(key => from[key] !== undefined && to[key] === undefined)
  return keys.length > 0 ? Object.fromEntries(keys.sort().map(key => [key, from[key]])) : undefined
}

function listDifferences(
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  path: string,
): readonly Difference[] {
  const [first] = from
  const [second] = to
  if (from.length === 1 && to.length === 1 && first !== undefined && second !== undefined)
    return findDifferences(first, second, join(path, nameOf([first, second], first) ?? '0'))
  const key =
    nameKey([...from]) !== undefined && nameKey([...from]) === nameKey([...to])
      ? nameKey([...from])
      : undefined
  return key ? namedDifferences(from, to, { path, key }) : entryDifferences(from, to, path)
}

function namedDifferences(
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  { path, key }: { readonly path: string; readonly key: string },
): readonly Difference[] {
  const named = (list: readonly JsonValue[]) =>
    new Map(list.filter(isJsonObject).map(entry => [String(entry[key]), entry]))
  const before = named(from)
  const after = named(to)
  const removed = [...before].filter(([name]) => !after.has(name)).map(([, entry]) => entry)
  const added = [...after].filter(([name]) => !before.has(name)).map(([, entry]) => entry)
  const inside = [...before].flatMap(([name, entry]) => {
    const other = after.get(name)
    return other ? findDifferences(entry, other, join(path, name)) : []
  })
  const kept = (names: Iterable<string>) => [...names].filter(name => before.has(name) && after.has(name))
  const order = orderDifference(kept(before.keys()), kept(after.keys()), path)
  return [...order, ...entriesDifference(removed, added, path), ...inside]
}

function entryDifferences(
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  path: string,
): readonly Difference[] {
  const removed = without(from, to)
  const added = without(to, from)
  const order = removed.length === 0 && added.length === 0 ? orderDifference(from, to, path) : []
  return [...order, ...entriesDifference(removed, added, path)]
}

function entriesDifference(
  removed: readonly JsonValue[],
  added: readonly JsonValue[],
  path: string,
): readonly Difference[] {
  return removed.length > 0 || added.length > 0 ? [{ type: 'entries', path, removed, added }] : []
}

function orderDifference(
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  path: string,
): readonly Difference[] {
  return deepEqual(from, to) ? [] : [{ type: 'order', path, from, to }]
}

/** Entries of `list` that `others` lacks; an entry that is there twice must be there twice. */
function without(list: readonly JsonValue[], others: readonly JsonValue[]): readonly JsonValue[] {
  const left = [...others]
  return list.filter(entry => {
    const at = left.findIndex(other => deepEqual(other, entry))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** The member that names every entry of a list, if there is one. */
function nameKey(list: readonly JsonValue[]): string | undefined {
  return ['name', 'key', 'id'].find(key => {
    const names = list.map(entry => (isJsonObject(entry) ? entry[key] : undefined))
    return names.every(name => typeof name === 'string') && new Set(names).size === list.length
  })
}

function nameOf(entries: readonly JsonValue[], entry: JsonValue): string | undefined {
  const key = ['name', 'key', 'id'].find(candidate =>
    entries.every(e => isJsonObject(e) && typeof e[candidate] === 'string'),
  )
  const same = key !== undefined && new Set(entries.map(e => (isJsonObject(e) ? e[key] : ''))).size === 1
  return same && isJsonObject(entry) ? String(entry[key]) : undefined
}

function join(path: string, name: string): string {
  return path ? `${path}.${name}` : name
}
