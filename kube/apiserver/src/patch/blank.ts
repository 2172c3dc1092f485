import type { JsonObject } from '@sluice/base/json'
import { decodeTyped } from '../decode/index.ts'
import { builtInSchema, type ResourceType } from '../kinds/index.ts'

/** An object of the type with nothing set: what is always written for a built-in kind, nothing for a custom one. */
export function blankObject(type: ResourceType): JsonObject {
  const header = { apiVersion: type.apiVersion, kind: type.kind }
  const schema = type.custom ? undefined : builtInSchema(type.schemaName)
  return schema ? { ...decodeTyped({}, schema, type.kind).object, ...header } : header
}
