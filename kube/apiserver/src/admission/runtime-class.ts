/** The RuntimeClass plugin: a Pod's runtime class exists, and says what running it costs and where it can run. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { forbidden } from '../status/index.ts'
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  mutate(request) {
    const { object, resourceType, subresource, operation } = request
    const name = textAt(objectAt(object, 'spec'), 'runtimeClassName')
    if (resourceType.storageKey !== 'pods' || subresource || operation !== 'CREATE' || !name) return object
    const stored = request.services.store.get('runtimeclasses.node.k8s.io', '', name)
    if (!stored) throw refuse(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`)
    const pod = copyObject(object)
    const spec = ensure(pod, 'spec')
    const overhead = findObject(objectAt(stored.object, 'overhead'), 'podFixed')
    if (overhead) {
      if (spec['overhead'] !== undefined && !deepEqual(spec['overhead'], overhead)) {
        throw refuse(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
      }
      spec['overhead'] = overhead
    }
    schedule(request, spec, objectAt(stored.object, 'scheduling'))
    return pod
  },
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
  if (tolerations.length > 0) spec['tolerations'] = [...objectsAt(spec, 'tolerations'), ...tolerations]
}
