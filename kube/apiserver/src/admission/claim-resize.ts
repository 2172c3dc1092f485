/** The PersistentVolumeClaimResize plugin: a claim grows only where its storage class lets it. @module */
import type { JsonObject } from '@sluice/base/json'
import { forbidden } from '../status/index.ts'
import { compareQuantities, parseQuantity, zeroQuantity } from '../strategy/values/quantity.ts'
import { objectAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'

export const claimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate(request) {
    const { object, oldObject, operation, resourceType, subresource } = request
    if (resourceType.storageKey !== 'persistentvolumeclaims' || subresource || operation !== 'UPDATE') return
    if (!object || !oldObject || compareQuantities(sizeOf(object), sizeOf(oldObject)) <= 0) return
    if (textAt(objectAt(oldObject, 'status'), 'phase') !== 'Bound') {
      throw forbidden(resourceType, request.name, 'Only bound persistent volume claims can be expanded')
    }
    if (mayGrow(request, object, oldObject)) return
    throw forbidden(
      resourceType,
      request.name,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    )
  },
}

function sizeOf(claim: JsonObject) {
  const requests = objectAt(objectAt(objectAt(claim, 'spec'), 'resources'), 'requests')
  return parseQuantity(String(requests['storage'] ?? '0')) ?? zeroQuantity
}

function mayGrow({ services }: AdmissionRequest, object: JsonObject, oldObject: JsonObject): boolean {
  const [now, before] = [classOf(object), classOf(oldObject)]
  if (now === '' || now !== before) return false
  const stored = services.store.get('storageclasses.storage.k8s.io', '', now)
  return stored?.object['allowVolumeExpansion'] === true
}

function classOf(claim: JsonObject): string {
  const annotation = textAt(
    objectAt(objectAt(claim, 'metadata'), 'annotations'),
    'volume.beta.kubernetes.io/storage-class',
  )
  return annotation || textAt(objectAt(claim, 'spec'), 'storageClassName')
}
