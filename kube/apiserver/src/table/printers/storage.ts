/** Table rows of volumes, storage drivers and device claims. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { isDeleting, listAt, metaOf, objectAt, stringAt, stringsAt } from '../../verbs/object.ts'
import { ageOf, none, objectsAt, orUnset, type Printer, spec, status } from './printer.ts'

const betaClass = 'volume.beta.kubernetes.io/storage-class'

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

function accessModes(modes: readonly string[]): string {
  return Object.keys(shortModes)
    .filter(mode => modes.includes(mode))
    .map(mode => shortModes[mode])
    .join(',')
}

function storageClassOf(object: JsonObject): string {
  return (
    stringAt(objectAt(metaOf(object), 'annotations'), betaClass) || stringAt(spec(object), 'storageClassName')
  )
}

export const persistentVolumeClaim: Printer = (object, now) => {
  const volume = stringAt(spec(object), 'volumeName')
  const capacity = volume === '' ? '' : stringAt(objectAt(status(object), 'capacity'), 'storage')
  const modes = volume === '' ? '' : accessModes(stringsAt(status(object), 'accessModes'))
  return [
    isDeleting(object) ? 'Terminating' : stringAt(status(object), 'phase'),
    volume,
    capacity,
    modes,
    storageClassOf(object),
    orUnset(spec(object)['volumeAttributesClassName']),
    ageOf(object, now),
    orUnset(spec(object)['volumeMode']),
  ]
}

export const persistentVolume: Printer = (object, now) => {
  const claim = objectAt(spec(object), 'claimRef')
  return [
    stringAt(objectAt(spec(object), 'capacity'), 'storage'),
    accessModes(stringsAt(spec(object), 'accessModes')),
    stringAt(spec(object), 'persistentVolumeReclaimPolicy'),
    isDeleting(object) ? 'Terminating' : stringAt(status(object), 'phase'),
    spec(object)['claimRef'] === undefined
      ? ''
      : `${stringAt(claim, 'namespace')}/${stringAt(claim, 'name')}`,
    storageClassOf(object),
    orUnset(spec(object)['volumeAttributesClassName']),
    stringAt(status(object), 'reason'),
    ageOf(object, now),
    orUnset(spec(object)['volumeMode']),
  ]
}

export const storageClass: Printer = (object, now) => [
  stringAt(object, 'provisioner'),
  stringAt(object, 'reclaimPolicy') || 'Delete',
  stringAt(object, 'volumeBindingMode') || '<unset>',
  object['allowVolumeExpansion'] === true,
  ageOf(object, now),
]

export const volumeAttributesClass: Printer = (object, now) => [
  stringAt(object, 'driverName'),
  ageOf(object, now),
]

export const volumeAttachment: Printer = (object, now) => [
  stringAt(spec(object), 'attacher'),
  stringAt(objectAt(spec(object), 'source'), 'persistentVolumeName'),
  stringAt(spec(object), 'nodeName'),
  status(object)['attached'] === true,
  ageOf(object, now),
]

export const csiDriver: Printer = (object, now) => {
  const tokens = objectsAt(spec(object), 'tokenRequests').map(each => stringAt(each, 'audience'))
  return [
    spec(object)['attachRequired'] !== false,
    spec(object)['podInfoOnMount'] === true,
    spec(object)['storageCapacity'] === true,
    tokens.length > 0 ? tokens.join(',') : '<unset>',
    spec(object)['requiresRepublish'] === true,
    stringsAt(spec(object), 'volumeLifecycleModes').join(',') || none,
    ageOf(object, now),
  ]
}

export const csiNode: Printer = (object, now) => [listAt(spec(object), 'drivers').length, ageOf(object, now)]

export const resourceClaim: Printer = (object, now) => [claimState(object), ageOf(object, now)]

function claimState(object: JsonObject): JsonValue {
  const states = [
    ...(isDeleting(object) ? ['deleted'] : []),
    ...(status(object)['allocation'] === undefined ? (isDeleting(object) ? [] : ['pending']) : ['allocated']),
    ...(listAt(status(object), 'reservedFor').length > 0 ? ['reserved'] : []),
  ]
  return states.join(',')
}

export const resourceSlice: Printer = (object, now) => [
  stringAt(spec(object), 'nodeName'),
  stringAt(spec(object), 'driver'),
  stringAt(objectAt(spec(object), 'pool'), 'name'),
  ageOf(object, now),
]
