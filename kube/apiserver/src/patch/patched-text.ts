/** How errors show what a patch made: levels it went through sorted, everything else as the kind declares it. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { applyJsonPatch } from '@sluice/merge'
import { byCodePoint, goJson, goStructJson } from '@sluice/openapi'
import type { ResourceType } from '../kinds/index.ts'
import { inDeclaredOrder } from '../wire/index.ts'

/** The outcome of a merge patch on `current`. */
export function mergedText(
  value: JsonValue,
  patch: JsonObject,
  current: JsonObject,
  type: ResourceType,
): string {
  return mergedLevel(value, patch, declared(current, type))
}

function mergedLevel(value: JsonValue, patch: JsonValue | undefined, current: JsonValue | undefined): string {
  if (patch === undefined) return goStructJson(current ?? value)
  // What a patch adds is looked through for nulls, what it puts in an object's place is not.
  if (!isJsonObject(current)) return goJson(value)
  if (!isJsonObject(patch) || !isJsonObject(value)) return goStructJson(value)
  return membersText(value, key => mergedLevel(value[key] ?? null, patch[key], current[key]))
}

/** What the operations of a JSON patch made of `current`, which they have in its declared order. */
export function operatedText(current: JsonValue, operations: readonly JsonValue[]): string {
  const untouched = new Set<JsonValue>()
  for (const value of [current, operations]) addContainers(value, untouched)
  const parents = new Set(operations.flatMap(parentsRead))
  return operatedLevel(applyJsonPatch(current, operations), '', { untouched, parents })
}

function addContainers(value: JsonValue, all: Set<JsonValue>): void {
  if (value === null || typeof value !== 'object') return
  all.add(value)
  for (const each of Object.values(value)) addContainers(each ?? null, all)
}

/** The pointers of what an operation looks through without changing it. */
function parentsRead(operation: JsonValue): readonly string[] {
  const { op, path, from } = isJsonObject(operation) ? operation : {}
  const pointer = op === 'test' ? path : op === 'copy' ? from : undefined
  if (typeof pointer !== 'string') return []
  return [...pointer.matchAll(/\//g)].map(({ index }) => pointer.slice(0, index))
}

interface Opened {
  /** Lists and objects as they were, in the patch and in what it was applied to. */
  readonly untouched: ReadonlySet<JsonValue>
  readonly parents: ReadonlySet<string>
}

function operatedLevel(value: JsonValue, pointer: string, opened: Opened): string {
  if (pointer !== '' && opened.untouched.has(value) && !opened.parents.has(pointer))
    return goStructJson(value)
  const below = (key: string) => `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  if (Array.isArray(value)) {
    return `[${value.map((each, i) => operatedLevel(each, below(String(i)), opened)).join(',')}]`
  }
  if (!isJsonObject(value)) return goJson(value)
  return membersText(value, key => operatedLevel(value[key] ?? null, below(key), opened))
}

function membersText(value: JsonObject, text: (key: string) => string): string {
  const keys = Object.keys(value).filter(key => value[key] !== undefined)
  return `{${keys
    .sort()
    .map(key => `${goJson(key)}:${text(key)}`)
    .join(',')}}`
}

/** An object as its kind declares it; custom resources are sorted throughout. */
export function declared(value: JsonValue, type: ResourceType): JsonValue {
  return type.custom ? sorted(value) : inDeclaredOrder(value, type.schemaName)
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  const keys = Object.keys(value).filter(key => value[key] !== undefined)
  return Object.fromEntries(keys.sort(byCodePoint).map(key => [key, sorted(value[key] ?? null)]))
}
