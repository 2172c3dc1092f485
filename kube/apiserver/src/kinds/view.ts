import { formatJson, type JsonObject } from '@sluice/base/json'
import type { Stored } from '../storage/index.ts'
import type { ResourceType } from './resource-type.ts'

/** The stored object in the version of `type`. */
export function viewOf(type: ResourceType, stored: Stored): JsonObject {
  return fromStorage(type, stored.object)
}

/** The kind that messages about mistakes in an object name: that under which it is stored. */
export function storedKindOf(type: ResourceType): { readonly group: string; readonly kind: string } {
  const slash = type.storageVersion.indexOf('/')
  return { group: type.storageVersion.slice(0, Math.max(slash, 0)), kind: type.kind }
}

/** Gets ready what `viewOf` and `fromStorage` are going to be asked for; a webhook may convert. */
export async function prepareViews(type: ResourceType, stored: readonly Stored[]): Promise<void> {
  const ahead = type.custom?.convertAhead
  if (!ahead) return
  await ahead(
    stored.map(each => each.object),
    type.apiVersion,
  )
}

/** Gets ready what `toStorage` is going to be asked for. */
export async function prepareStorage(type: ResourceType, object: JsonObject): Promise<void> {
  await type.custom?.convertAhead?.([object], type.storageVersion)
}

/** The object in another version of its kind. */
export async function convertObject(
  from: ResourceType,
  to: ResourceType,
  object: JsonObject,
): Promise<JsonObject> {
  if (from.apiVersion === to.apiVersion) return object
  const ahead = to.custom?.convertAhead
  if (!ahead) return fromStorage(to, toStorage(from, object))
  const source = { ...object, apiVersion: from.apiVersion }
  await ahead([source], to.apiVersion)
  return fromStorage(to, source)
}

export function fromStorage(type: ResourceType, object: JsonObject): JsonObject {
  const converted = type.convert ? type.convert.fromStorage(object) : object
  return type.apiVersion === type.storageVersion ? converted : { ...converted, apiVersion: type.apiVersion }
}

export function toStorage(type: ResourceType, object: JsonObject): JsonObject {
  const converted = type.convert ? type.convert.toStorage(object) : object
  return type.apiVersion === type.storageVersion
    ? converted
    : { ...converted, apiVersion: type.storageVersion }
}

/** The JSON text of the object in the version of `type`, made once per stored object. */
export function textOf(type: ResourceType, stored: Stored): string {
  if (isStoredAs(type)) return stored.text
  return stored.textAs(type.custom?.cacheKey ?? type.apiVersion, object => {
    const shown = fromStorage(type, object)
    return shown === object ? stored.text : formatJson(shown)
  })
}

/**
 * The JSON text as an item of a list: built-in kinds leave out `kind` and `apiVersion` there.
 * @param text that of the stored object
 */
export function itemTextOf(type: ResourceType, stored: Stored, text: string): string {
  const isAsStored = isStoredAs(type)
  if (type.custom) return isAsStored ? text : textOf(type, stored)
  const start = `{"kind":"${type.kind}","apiVersion":"${type.apiVersion}",`
  if (isAsStored && text.startsWith(start)) return `{${text.slice(start.length)}`
  return stored.textAs(`item ${type.apiVersion}`, object =>
    formatJson(asItem(type, fromStorage(type, object))),
  )
}

/** Whether what is stored is what is shown. */
function isStoredAs(type: ResourceType): boolean {
  return type.convert === undefined && type.apiVersion === type.storageVersion
}

export function asItem(type: ResourceType, object: JsonObject): JsonObject {
  if (type.custom) return object
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object
  return rest
}
