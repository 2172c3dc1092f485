/** What is wrong with a change of metadata, as often as Kubernetes says it. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid } from '../status/index.ts'
import { listAt, metaOf, stringAt, stringsAt } from './object.ts'
import {
  isCoreEvent,
  validateBelongings,
  validateCommonMeta,
  validateFinalizerNames,
  validateManagers,
} from './object-meta.ts'

/** What is changed, and through which subresource. */
export interface MetaChange {
  readonly object: JsonObject
  readonly old: JsonObject
  readonly isCustom: boolean
  readonly subresource?: string
}

/**
 * What is wrong with a change of metadata. Kubernetes looks at it in the generic update, once as a whole and once as
 * a change, and most kinds do both again: causes are told each time.
 */
export function validateMetaUpdate({ object, old, isCustom, subresource = '' }: MetaChange): FieldError[] {
  const metadata = metaOf(object)
  const whole = validateCommonMeta(metadata)
  const change = [
    ...changeErrors(metadata, metaOf(old)),
    ...validateBelongings(metadata),
    ...validateManagers(listAt(metadata, 'managedFields')),
  ]
  if (isCustom) return [...whole, ...change, ...change]
  const named = validateFinalizerNames(object, metadata)
  // The first version of events leaves metadata to the generic update.
  const looks = isCoreEvent(object) ? [] : looksOf(stringAt(object, 'kind'), subresource)
  return [...whole, ...change, ...looks.flatMap(look => [...(look === 'whole' ? whole : change), ...named])]
}

type Look = 'whole' | 'change'

/** The kinds whose own validation of a change does not look at a whole object. */
const changesOnly = new Set([
  'CSIDriver',
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Event',
  'HorizontalPodAutoscaler',
  'Lease',
  'NetworkPolicy',
  'PodTemplate',
  'PriorityClass',
  'ReplicaSet',
  'ReplicationController',
  'ResourceQuota',
  'ResourceSlice',
  'Service',
  'ServiceCIDR',
  'StatefulSet',
])

/** The kinds that are looked at as new ones are. */
const wholesOnly = new Set([
  'CSINode',
  'EndpointSlice',
  'FlowSchema',
  'LimitRange',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'PriorityLevelConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
])

/** How the validation of a kind itself looks at metadata. */
function looksOf(kind: string, subresource: string): readonly Look[] {
  if (kind === 'PodDisruptionBudget') return []
  if (subresource === 'status') return kind === 'CronJob' ? [] : ['change']
  if (changesOnly.has(kind)) return ['change']
  if (wholesOnly.has(kind)) return ['whole']
  return kind === 'PersistentVolume' ? ['whole', 'whole'] : ['change', 'whole']
}

function changeErrors(metadata: JsonObject, before: JsonObject): FieldError[] {
  const errors = before['deletionTimestamp'] === undefined ? [] : newFinalizers(metadata, before)
  for (const field of immutable) {
    const now = metadata[field]
    if (deepEqual(now, before[field])) continue
    errors.push(invalid(`metadata.${field}`, now ?? null, 'field is immutable'))
  }
  return errors
}

const immutable = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]

function newFinalizers(metadata: JsonObject, before: JsonObject): FieldError[] {
  const known = stringsAt(before, 'finalizers')
  const added = stringsAt(metadata, 'finalizers').filter(each => !known.includes(each))
  if (added.length === 0) return []
  const shown = `[]string{${added.map(each => JSON.stringify(each)).join(', ')}}`
  return [
    forbiddenField(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`,
    ),
  ]
}
