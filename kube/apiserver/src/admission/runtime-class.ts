/** The RuntimeClass plugin: a Pod's runtime class exists, and says what running it costs and where it can run. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { forbidden, internal } from '../status/index.ts'
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'
import { mergedTolerations } from './merged-tolerations.ts'

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  mutate(request) {
    const { object, resourceType, subresource, operation } = request
    const name = objectAt(object, 'spec')['runtimeClassName']
    const isNew = resourceType.storageKey === 'pods' && !subresource && operation === 'CREATE'
    if (!isNew || typeof name !== 'string') return object
    if (name === '') throw internal('resource name may not be empty')
    const found = classOf(request, name)
    const pod = copyObject(object)
    const spec = ensure(pod, 'spec')
    const overhead = overheadOf(found)
    if (overhead) {
      const own = objectAt(spec, 'overhead')
      if (sortedKeys(own).length > 0 && !deepEqual(own, overhead)) throw refuse(request, otherOverhead)
      spec['overhead'] = overhead
    }
    const scheduling = findObject(found, 'scheduling')
    if (scheduling) schedule(request, spec, scheduling)
    return pod
  },
  validate(request) {
    const { object, resourceType, subresource, operation } = request
    if (!object || resourceType.storageKey !== 'pods' || subresource || operation !== 'CREATE') return
    const spec = objectAt(object, 'spec')
    const name = textAt(spec, 'runtimeClassName')
    const wanted = name ? overheadOf(classOf(request, name)) : undefined
    const own = findObject(spec, 'overhead')
    if (wanted && !deepEqual(own ?? {}, wanted)) throw refuse(request, otherOverhead)
    if (!wanted && own) throw refuse(request, ownOverhead)
  },
}

const otherOverhead = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
const ownOverhead = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'

function classOf(request: AdmissionRequest, name: string): JsonObject {
  const stored = request.services.store.get('runtimeclasses.node.k8s.io', '', name)
  if (stored) return stored.object
  throw refuse(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`)
}

function overheadOf(found: JsonObject): JsonObject | undefined {
  const overhead = findObject(found, 'overhead')
  return overhead && objectAt(overhead, 'podFixed')
}

function refuse(request: AdmissionRequest, why: string) {
  return forbidden(request.resourceType, request.name, why)
}

function schedule(
  request: AdmissionRequest,
  spec: Record<string, JsonObject[string]>,
  scheduling: JsonObject,
): void {
  const wanted = objectAt(scheduling, 'nodeSelector')
  const own = objectAt(spec, 'nodeSelector')
  for (const key of sortedKeys(wanted)) {
    if (own[key] !== undefined && own[key] !== wanted[key]) {
      throw refuse(
        request,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${String(wanted[key])}; pod.spec.nodeSelector[${key}] = ${String(own[key])}`,
      )
    }
  }
  if (sortedKeys(wanted).length > 0) spec['nodeSelector'] = { ...own, ...wanted }
  const tolerations = objectsAt(scheduling, 'tolerations')
  const all = mergedTolerations([...objectsAt(spec, 'tolerations'), ...tolerations])
  if (all.length > 0) spec['tolerations'] = all
}
