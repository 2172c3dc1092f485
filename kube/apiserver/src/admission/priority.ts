/** The Priority plugin: the name of a class becomes a number. @module */
import type { JsonObject } from '@sluice/base/json'
import { forbidden } from '../status/index.ts'
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { numberAt, objectAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'

export const priority: AdmissionPlugin = {
  name: 'Priority',
  mutate(request) {
    const { object, operation, resourceType, subresource } = request
    if (resourceType.storageKey !== 'pods' || subresource || operation !== 'CREATE') return object
    const pod = copyObject(object)
    const spec = ensure(pod, 'spec')
    const found = classOf(request, textAt(spec, 'priorityClassName'))
    const given = numberAt(spec, 'priority')
    if (given !== undefined && given !== found.value) {
      throw forbidden(
        resourceType,
        request.name,
        `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${found.value} from the given PriorityClass name`,
      )
    }
    if (found.name) spec['priorityClassName'] = found.name
    spec['priority'] = found.value
    spec['preemptionPolicy'] ??= found.preemption
    return pod
  },
}

interface Found {
  readonly name: string
  readonly value: number
  readonly preemption: string
}

function classOf(request: AdmissionRequest, name: string): Found {
  const { store } = request.services
  if (!name) {
    const standard = store
      .list('priorityclasses.scheduling.k8s.io')
      .filter(stored => stored.object['globalDefault'] === true)
      .map(stored => foundOf(stored.object))
      .sort((a, b) => a.value - b.value)
    return standard[0] ?? { name: '', value: 0, preemption: 'PreemptLowerPriority' }
  }
  const stored = store.get('priorityclasses.scheduling.k8s.io', '', name)
  if (stored) return foundOf(stored.object)
  throw forbidden(request.resourceType, request.name, `no PriorityClass with name ${name} was found`)
}

function foundOf(object: JsonObject): Found {
  return {
    name: textAt(objectAt(object, 'metadata'), 'name'),
    value: numberAt(object, 'value') ?? 0,
    preemption: textAt(object, 'preemptionPolicy') || 'PreemptLowerPriority',
  }
}
