import type { JsonObject } from '@sluice/base/json'
import { internalError, invalid, invalidObject } from '../status/index.ts'
import type { ApiRequest } from './api-request.ts'
import { stringAt } from './object.ts'

/**
 * A patch may make another kind or version of a custom resource, which is read as such; only then it is refused.
 * @throws ApiError
 */
export function requireCustomType(
  { type, info }: Pick<ApiRequest, 'type' | 'info'>,
  object: JsonObject,
): void {
  if (!type.custom) return
  if (!object['apiVersion']) {
    throw internalError("Object 'apiVersion' is missing in 'object has no apiVersion field'")
  }
  // A status is written into what is stored, whose type is right.
  if (info.subresource !== '') return
  for (const key of ['kind', 'apiVersion'] as const) {
    const given = object[key] ?? ''
    if (given === type[key]) continue
    const kind = stringAt(object, 'kind')
    throw invalidObject({ group: groupOf(stringAt(object, 'apiVersion')), kind }, info.name, [
      invalid(key, given, `must be ${type[key]}`),
    ])
  }
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}
