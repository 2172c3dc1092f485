/** How errors show what a patch made: levels it went through sorted, everything else as the kind declares it. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { goJson, goStructJson } from '@sluice/openapi'
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
  if (!isJsonObject(patch)) return goStructJson(value)
  if (!isJsonObject(value) || !isJsonObject(current)) return goJson(value)
  return membersText(value, key => mergedLevel(value[key] ?? null, patch[key], current[key]))
}

/** The outcome of a JSON patch whose operations name `pointers`. */
export function operatedText(value: JsonValue, pointers: readonly string[], type: ResourceType): string {
  const parents = new Set([''])
  for (const pointer of pointers) {
    for (let at = pointer.indexOf('/', 1); at > 0; at = pointer.indexOf('/', at + 1)) {
      parents.add(pointer.slice(0, at))
    }
  }
  return operatedLevel(declared(value, type), '', parents)
}

function operatedLevel(value: JsonValue, pointer: string, parents: ReadonlySet<string>): string {
  if (!parents.has(pointer)) return goStructJson(value)
  const below = (key: string) => `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  if (Array.isArray(value)) {
    return `[${value.map((each, i) => operatedLevel(each, below(String(i)), parents)).join(',')}]`
  }
  if (!isJsonObject(value)) return goJson(value)
  return membersText(value, key => operatedLevel(value[key] ?? null, below(key), parents))
}

function membersText(value: JsonObject, text: (key: string) => string): string {
  const keys = Object.keys(value).filter(key => value[key] !== undefined)
  return `{${keys
    .sort()
    .map(key => `${goJson(key)}:${text(key)}`)
    .join(',')}}`
}

function declared<T extends JsonValue>(value: T, type: ResourceType): JsonValue {
  return type.custom ? value : inDeclaredOrder(value, type.schemaName)
}
