/** PersistentVolumeClaims and PersistentVolumes. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { nodeSelectorErrors } from '../pods/affinity.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { goForm } from '../values/go-form.ts'
import { compareQuantities, parseQuantity } from '../values/quantity.ts'
import { findObject, objectAt, sortedKeys, textAt, textsAt } from '../values/read.ts'
import { unifiedDiff } from '../values/unified-diff.ts'
import { accessModeErrors, claimSpecErrors } from './claim-spec.ts'

export const claimStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  defaults: draft => {
    fill(ensure(draft, 'spec'), 'volumeMode', 'Filesystem')
    fill(ensure(draft, 'status'), 'phase', 'Pending')
  },
  onCreate: draft => {
    draft['status'] = { phase: 'Pending' }
  },
  errors: object => claimSpecErrors(objectAt(object, 'spec'), 'spec'),
  updateErrors: claimChangeErrors,
})

const sealed =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

function* claimChangeErrors(object: JsonObject, old: JsonObject): Generator<FieldError> {
  const [now, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
  const bound = textAt(objectAt(old, 'status'), 'phase') === 'Bound'
  const after = withChangeable(now, before, bound)
  if (!deepEqual(after, before)) {
    const diff = unifiedDiff(
      goForm('PersistentVolumeClaimSpec', before),
      goForm('PersistentVolumeClaimSpec', after),
    )
    yield forbiddenField('spec', `${sealed}\n${diff}`)
  }
  yield* shrinkErrors(now, before)
}

/** A claim on no class may be given one; a bound claim may grow. */
function withChangeable(now: JsonObject, before: JsonObject, bound: boolean): JsonObject {
  const after: Record<string, JsonObject[string]> = { ...now }
  if (before['storageClassName'] === undefined) delete after['storageClassName']
  if (before['volumeName'] === undefined && now['volumeName'] !== undefined) delete after['volumeName']
  if (!bound) return after
  const requests = objectAt(objectAt(before, 'resources'), 'requests')
  after['resources'] = { ...objectAt(now, 'resources'), requests }
  if (before['volumeAttributesClassName'] === undefined) delete after['volumeAttributesClassName']
  else after['volumeAttributesClassName'] = before['volumeAttributesClassName']
  return after
}

function* shrinkErrors(now: JsonObject, before: JsonObject): Generator<FieldError> {
  const storage = (spec: JsonObject) =>
    parseQuantity(String(objectAt(objectAt(spec, 'resources'), 'requests')['storage']))
  const [a, b] = [storage(now), storage(before)]
  if (a && b && compareQuantities(a, b) < 0) {
    yield forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity')
  }
}

export const volumeStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  defaults: defaultVolume,
  onCreate: (draft, context) => {
    const time = context.now.toISOString().replace(/\.\d+Z$/, 'Z')
    draft['status'] = { phase: 'Pending', lastPhaseTransitionTime: time }
  },
  errors: volumeErrors,
  updateErrors: function* (object, old) {
    const source = (each: JsonObject) => sourceOf(objectAt(each, 'spec'))
    if (!deepEqual(source(object), source(old))) {
      yield forbiddenField(
        'spec.persistentvolumesource',
        'spec.persistentvolumesource is immutable after creation',
      )
    }
  },
})

function defaultVolume(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'persistentVolumeReclaimPolicy', 'Retain')
  fill(spec, 'volumeMode', 'Filesystem')
  fill(ensure(draft, 'status'), 'phase', 'Pending')
  const host = spec['hostPath']
  if (typeof host === 'object' && host !== null) fill(ensure(spec, 'hostPath'), 'type', '')
  const claim = findObject(spec, 'claimRef')
  if (claim && !textAt(claim, 'kind')) {
    fill(ensure(spec, 'claimRef'), 'kind', 'PersistentVolumeClaim')
    fill(ensure(spec, 'claimRef'), 'apiVersion', 'v1')
  }
}

const sourceNames = new Set([
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
  'flexVolume',
])

function sourceOf(spec: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => sourceNames.has(key)))
}

function* volumeErrors(object: JsonObject): Generator<FieldError> {
  const spec = objectAt(object, 'spec')
  if (textsAt(spec, 'accessModes').length === 0) yield required('spec.accessModes')
  yield* accessModeErrors(spec, 'spec')
  const capacity = objectAt(spec, 'capacity')
  if (sortedKeys(capacity).length === 0) yield required('spec.capacity')
  const storage = capacity['storage']
  if (storage === undefined || sortedKeys(capacity).length > 1) {
    yield notSupported('spec.capacity', sortedKeys(capacity).join(','), ['storage'])
  } else if ((parseQuantity(String(storage))?.nano ?? 0n) <= 0n) {
    yield invalid('spec.capacity[storage]', String(storage), 'must be greater than zero')
  }
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy')
  if (!['Delete', 'Recycle', 'Retain'].includes(policy)) {
    yield notSupported('spec.persistentVolumeReclaimPolicy', policy, ['Delete', 'Recycle', 'Retain'])
  }
  const affinity = findObject(objectAt(spec, 'nodeAffinity'), 'required')
  if (affinity) yield* nodeSelectorErrors(affinity, 'spec.nodeAffinity.required')
  const sources = sortedKeys(sourceOf(spec))
  if (sources.length === 0) yield required('spec', 'must specify a volume type')
  for (const extra of sources.slice(1))
    yield forbiddenField(`spec.${extra}`, 'may not specify more than 1 volume type')
}
