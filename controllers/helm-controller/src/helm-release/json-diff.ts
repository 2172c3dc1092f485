/** Differences of JSON values as the operations of a JSON patch. @module */
import { deepEqual, formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** One operation. */
export type Operation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string }

/** What makes `from` into `to`; an object or list is replaced as a whole where that takes less. */
export function jsonDiff(from: JsonValue, to: JsonValue, path = ''): readonly Operation[] {
  if (deepEqual(from, to)) return []
  const whole: Operation = { op: 'replace', path, value: to }
  const parts = partsOf(from, to, path)
  if (!parts) return [whole]
  return path !== '' && parts.length > 1 && lengthOf([whole]) < lengthOf(parts) ? [whole] : parts
}

function partsOf(from: JsonValue, to: JsonValue, path: string): readonly Operation[] | undefined {
  if (Array.isArray(from) && Array.isArray(to)) return listParts(from, to, path)
  return isJsonObject(from) && isJsonObject(to) ? objectParts(from, to, path) : undefined
}

function objectParts(from: JsonObject, to: JsonObject, path: string): readonly Operation[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return keys.flatMap((key): readonly Operation[] => {
    const [before, after] = [from[key], to[key]]
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (after === undefined) return before === undefined ? [] : [{ op: 'remove', path: at }]
    return before === undefined ? [{ op: 'add', path: at, value: after }] : jsonDiff(before, after, at)
  })
}

function listParts(from: readonly JsonValue[], to: readonly JsonValue[], path: string): readonly Operation[] {
  const shared = Math.min(from.length, to.length)
  const changed = from.slice(0, shared).flatMap((item, i) => jsonDiff(item, to[i] ?? null, `${path}/${i}`))
  const added = to.slice(shared).map((value): Operation => ({ op: 'add', path: `${path}/-`, value }))
  // Those behind move up: it is always the same place that is removed.
  const removed = from.slice(shared).map((): Operation => ({ op: 'remove', path: `${path}/${shared}` }))
  return [...changed, ...added, ...removed]
}

function lengthOf(operations: readonly Operation[]): number {
  return operations.reduce((sum, operation) => sum + formatJson(operation as unknown as JsonObject).length, 0)
}
