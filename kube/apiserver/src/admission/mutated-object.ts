import type { JsonObject } from '@sluice/base/json'
import { decodeTyped } from '../decode/index.ts'
import { builtInSchema } from '../kinds/index.ts'
import { strategyFor } from '../strategy/index.ts'
import type { AdmissionRequest } from './chain.ts'
import { hasOwnKind } from './versions.ts'

/**
 * What a webhook or a policy made of an object, as the kind's type reads it and with its defaults.
 * @throws TypeMismatch
 */
export function mutatedObject(request: AdmissionRequest, object: JsonObject): JsonObject {
  const { resourceType, services, subresource } = request
  // Nothing is stored of what a subresource takes.
  if (hasOwnKind(resourceType, subresource)) return object
  const { object: typed } = resourceType.custom
    ? resourceType.custom.decode(object)
    : decodeTyped(object, builtInSchema(resourceType.schemaName) ?? {}, resourceType.kind, {
        keepsEmpty: true,
      })
  const { apiVersion, kind } = resourceType
  const whole: JsonObject = { ...typed, apiVersion, kind }
  const context = { ...request, now: services.now() }
  return strategyFor(resourceType).default?.(whole, context) ?? whole
}
