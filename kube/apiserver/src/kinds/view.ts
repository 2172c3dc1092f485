import { formatJson, type JsonObject } from '@sluice/base/json'
import type { Stored } from '../storage/index.ts'
import type { ResourceType } from './resource-type.ts'

/** The stored object in the version of `type`. */
export function viewOf(type: ResourceType, stored: Stored): JsonObject {
  return fromStorage(type, stored.object)
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
  return stored.text(type.custom?.cacheKey ?? type.apiVersion, object =>
    formatJson(fromStorage(type, object)),
  )
}

/** The JSON text as an item of a list: built-in kinds leave out `kind` and `apiVersion` there. */
export function itemTextOf(type: ResourceType, stored: Stored): string {
  if (type.custom) return textOf(type, stored)
  return stored.text(`item ${type.apiVersion}`, object => formatJson(asItem(type, fromStorage(type, object))))
}

export function asItem(type: ResourceType, object: JsonObject): JsonObject {
  if (type.custom) return object
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object
  return rest
}
