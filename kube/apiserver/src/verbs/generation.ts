import { deepEqual, type JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import { type Strategy, sameValue } from '../strategy/index.ts'
import { metaOf } from './object.ts'

/** Built-in kinds whose `metadata.generation` counts changes of what is wanted. */
const counted = new Set([
  'cronjobs.batch',
  'csidrivers.storage.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'daemonsets.apps',
  'deployments.apps',
  'endpointslices.discovery.k8s.io',
  'flowschemas.flowcontrol.apiserver.k8s.io',
  'ingressclasses.networking.k8s.io',
  'ingresses.networking.k8s.io',
  'jobs.batch',
  'mutatingadmissionpolicies.admissionregistration.k8s.io',
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'networkpolicies.networking.k8s.io',
  'poddisruptionbudgets.policy',
  'podtemplates',
  'pods',
  'priorityclasses.scheduling.k8s.io',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
  'replicasets.apps',
  'replicationcontrollers',
  'statefulsets.apps',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
])

/** Kinds that have no generation until something changes. */
const startsUncounted = new Set(['csidrivers.storage.k8s.io'])

/** Kinds that are at generation 1 for good. */
const constant = new Set(['priorityclasses.scheduling.k8s.io'])

/** Kinds that are compared by Go's own means: an empty list is not the same as none. */
const tellsEmpty = new Set([
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'networkpolicies.networking.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
])

/** Kinds whose labels say what they are for, and so what is wanted. */
const countsLabels = new Set(['endpointslices.discovery.k8s.io'])

/** Kinds whose annotations count as wanted: a Deployment's revision is noted in one. */
const countsAnnotations = new Set(['deployments.apps'])

export function tracksGeneration(type: ResourceType, strategy: Strategy): boolean {
  return strategy.tracksGeneration ?? (type.custom !== undefined || counted.has(type.storageKey))
}

/** The generation of a new object of a kind that has them, if it starts with one. */
export function firstGeneration(type: ResourceType): number | undefined {
  return startsUncounted.has(type.storageKey) ? undefined : 1
}

const annotationsOf = (object: JsonObject) => metaOf(object)['annotations'] ?? {}

/** Whether two states of an object want the same: everything counts but metadata, and status where it is apart. */
export function wantsTheSame(type: ResourceType, a: JsonObject, b: JsonObject): boolean {
  if (constant.has(type.storageKey)) return true
  if (countsLabels.has(type.storageKey) && !sameValue(metaOf(a)['labels'], metaOf(b)['labels'])) return false
  if (countsAnnotations.has(type.storageKey) && !sameValue(annotationsOf(a), annotationsOf(b))) return false
  const ignored = ['metadata', 'apiVersion', 'kind']
  if (!type.custom || type.subresources.some(each => each.name === 'status')) ignored.push('status')
  const isSame = type.custom || tellsEmpty.has(type.storageKey) ? deepEqual : sameValue
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  for (const key of keys) {
    if (!ignored.includes(key) && !isSame(a[key], b[key])) return false
  }
  return true
}
