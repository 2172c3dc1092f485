import type { JsonObject } from '@sluice/base/json'
import {
  type FieldSet,
  type KindVersions,
  type Type,
  type TypeRef,
  typeOfCustomResource,
  typeOfSchema,
} from '@sluice/merge'
import { prune, type Schema } from '@sluice/openapi'
import {
  builtInSchema,
  fromStorage,
  type ResourceRegistry,
  type ResourceType,
  toStorage,
} from '../kinds/index.ts'
import { resetFieldsOf } from './reset-fields.ts'

const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/** Types are as lasting as their schemas: derived once. */
const types = new WeakMap<Schema, TypeRef>()

/** How objects of a resource type merge. */
export function typeOf(resourceType: ResourceType): Type {
  const { schema, resolver, custom } = resourceType
  let ref = types.get(schema)
  if (!ref) {
    const meta = builtInSchema(objectMeta) ?? {}
    ref = custom ? typeOfCustomResource(schema, withBuiltIns(resolver), meta) : typeOfSchema(schema, resolver)
    types.set(schema, ref)
  }
  return ref.type
}

/** Schemas of custom resources refer to built-in ones: their metadata. */
function withBuiltIns(resolver: ResourceType['resolver']): ResourceType['resolver'] {
  return name => resolver(name) ?? builtInSchema(name)
}

/** The versions of a kind, for one request to one of its subresources (or `''`). */
export function versionsOf(
  resourceType: ResourceType,
  subresource: string,
  registry: ResourceRegistry | undefined,
): KindVersions {
  const find = (apiVersion: string): ResourceType | undefined =>
    apiVersion === resourceType.apiVersion ? resourceType : siblingOf(resourceType, apiVersion, registry)
  const reset = new Map<string, FieldSet | undefined>()
  return {
    typeOf: apiVersion => {
      const found = find(apiVersion)
      return found && typeOf(found)
    },
    convert: (object, from, to) => converted(object, find(from), find(to)),
    resetFields: apiVersion => {
      if (!reset.has(apiVersion)) {
        const found = find(apiVersion)
        reset.set(apiVersion, found && resetFieldsOf(found, subresource))
      }
      return reset.get(apiVersion)
    },
  }
}

function siblingOf(
  resourceType: ResourceType,
  apiVersion: string,
  registry: ResourceRegistry | undefined,
): ResourceType | undefined {
  if (!registry) return undefined
  for (const each of registry.all()) {
    if (each.apiVersion === apiVersion && each.storageKey === resourceType.storageKey) return each
  }
  return undefined
}

function converted(
  object: JsonObject,
  from: ResourceType | undefined,
  to: ResourceType | undefined,
): JsonObject {
  if (!from || !to || from === to) return object
  // A webhook is not asked for the sake of owners: what both versions have is compared, the rest keeps its owner.
  if (to.custom?.convertAhead) {
    const { value } = prune(object, to.schema, { isResource: true })
    return { ...value, apiVersion: to.apiVersion }
  }
  return fromStorage(to, toStorage(from, object))
}
