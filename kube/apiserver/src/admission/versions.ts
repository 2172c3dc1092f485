import type { JsonObject } from '@sluice/base/json'
import { convertObject, type ResourceType } from '../kinds/index.ts'
import type { AdmissionRequest } from './chain.ts'

/** The request with its objects in another version of the same resource. */
export async function inVersion<R extends AdmissionRequest>(request: R, type: ResourceType): Promise<R> {
  const { resourceType, object, oldObject, subresource } = request
  // Bodies of subresources are kinds of their own, which all versions share.
  if (type.apiVersion === resourceType.apiVersion || hasOwnKind(type, subresource)) return request
  const convert = (each: JsonObject | undefined) => each && convertObject(resourceType, type, each)
  return { ...request, object: await convert(object), oldObject: await convert(oldObject) }
}

/** Whether a subresource's body is of a kind of its own. */
export function hasOwnKind(type: ResourceType, subresource: string): boolean {
  const own = type.subresources.find(each => each.name === subresource)
  return own !== undefined && own.kind !== type.kind
}
