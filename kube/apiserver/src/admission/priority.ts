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
    if (resourceType.storageKey !== 'pods' || subresource) return object
    if (operation === 'UPDATE') return keptPriority(object, request.oldObject ?? {})
    if (operation !== 'CREATE') return object
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
    const preemption = spec['preemptionPolicy']
    if (typeof preemption === 'string' && found.preemption && preemption !== found.preemption) {
      throw forbidden(
        resourceType,
        request.name,
        `the string value of PreemptionPolicy (${preemption}) must not be provided in pod spec; priority admission controller computed ${found.preemption} from the given PriorityClass name`,
      )
    }
    if (found.preemption) spec['preemptionPolicy'] = found.preemption
    return pod
  },
  validate(request) {
    const { object, operation, resourceType, subresource, services } = request
    if (resourceType.storageKey !== 'priorityclasses.scheduling.k8s.io' || subresource) return
    if (object?.['globalDefault'] !== true) return
    const standard = defaultClass(services.store)
    if (!standard || (operation === 'UPDATE' && standard.name === request.name)) return
    const why = `PriorityClass ${standard.name} is already marked as default. Only one default can exist`
    throw forbidden(resourceType, request.name, why)
  },
}

/** What was found when the Pod was made stays. */
function keptPriority(object: JsonObject, old: JsonObject): JsonObject {
  const [spec, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
  const missing = ['priority', 'preemptionPolicy'].filter(
    field => spec[field] === undefined && before[field] !== undefined,
  )
  if (missing.length === 0) return object
  return { ...object, spec: { ...spec, ...Object.fromEntries(missing.map(field => [field, before[field]])) } }
}

interface Found {
  readonly name: string
  readonly value: number
  readonly preemption: string
}

function classOf(request: AdmissionRequest, name: string): Found {
  const { store } = request.services
  if (!name) return defaultClass(store) ?? { name: '', value: 0, preemption: 'PreemptLowerPriority' }
  const stored = store.get('priorityclasses.scheduling.k8s.io', '', name)
  if (stored) return foundOf(stored.object)
  throw forbidden(request.resourceType, request.name, `no PriorityClass with name ${name} was found`)
}

/** The class of Pods that name none; of several the lowest. */
function defaultClass(store: AdmissionRequest['services']['store']): Found | undefined {
  const standard = store
    .list('priorityclasses.scheduling.k8s.io')
    .filter(stored => stored.object['globalDefault'] === true)
    .map(stored => foundOf(stored.object))
  return standard.sort((a, b) => a.value - b.value)[0]
}

function foundOf(object: JsonObject): Found {
  return {
    name: textAt(objectAt(object, 'metadata'), 'name'),
    value: numberAt(object, 'value') ?? 0,
    preemption: textAt(object, 'preemptionPolicy') || 'PreemptLowerPriority',
  }
}
