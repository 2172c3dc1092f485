/** The LimitRanger plugin: fills in requests and limits, and holds them to a namespace's ranges. @module */
import type { JsonObject } from '@sluice/base/json'
import { forbidden } from '../status/index.ts'
import { children, copyObject, type Draft, ensure } from '../strategy/values/draft.ts'
import { objectAt, objectsAt, sortedKeys, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'
import { type Amounts, rangeErrors } from './limit-ranges.ts'
import { amountsOf, sumAmounts } from './pod-amounts.ts'

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  mutate(request) {
    const { object, resourceType, subresource, operation } = request
    if (resourceType.storageKey !== 'pods' || subresource || operation !== 'CREATE') return object
    const pod = copyObject(object)
    for (const range of rangesOf(request)) fillPod(pod, range)
    return pod
  },
  validate(request) {
    const { object, operation, subresource, resourceType } = request
    if (!object || subresource || (operation !== 'CREATE' && operation !== 'UPDATE')) return
    if (resourceType.storageKey === 'pods' && operation === 'UPDATE') return
    const check = checks[resourceType.storageKey]
    if (!check) return
    for (const range of rangesOf(request)) {
      const errors = objectsAt(objectAt(range, 'spec'), 'limits').flatMap(limit => check(object, limit))
      const text = errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]
      if (text !== undefined) throw forbidden(resourceType, request.name, text)
    }
  },
}

function rangesOf({ services, namespace }: AdmissionRequest): readonly JsonObject[] {
  return services.store.list('limitranges', namespace).map(stored => stored.object)
}

/** Containers get the range's defaults; an annotation says which. */
function fillPod(pod: Draft, range: JsonObject): void {
  const limit = objectsAt(objectAt(range, 'spec'), 'limits').find(each => each['type'] === 'Container')
  if (!limit) return
  const notes = [
    ...listFilled(pod, limit, 'initContainers', 'init container'),
    ...listFilled(pod, limit, 'containers', 'container'),
  ]
  if (notes.length === 0) return
  const annotations = ensure(ensure(pod, 'metadata'), 'annotations')
  annotations['kubernetes.io/limit-ranger'] = `LimitRanger plugin set: ${notes.join('; ')}`
}

function listFilled(pod: Draft, limit: JsonObject, list: string, word: string): readonly string[] {
  return children(ensure(pod, 'spec'), list).flatMap(container => {
    const resources = ensure(container, 'resources')
    const name = textAt(container, 'name')
    const note = (kind: string, names: readonly string[]) =>
      names.length > 0 ? [`${names.join(', ')} ${kind} for ${word} ${name}`] : []
    return [
      ...note('request', filledIn(resources, 'requests', objectAt(limit, 'defaultRequest'))),
      ...note('limit', filledIn(resources, 'limits', objectAt(limit, 'default'))),
    ]
  })
}

function filledIn(resources: Draft, field: string, defaults: JsonObject): readonly string[] {
  const missing = sortedKeys(defaults).filter(name => objectAt(resources, field)[name] === undefined)
  for (const name of missing) ensure(resources, field)[name] = defaults[name]
  return missing
}

type Check = (object: JsonObject, limit: JsonObject) => readonly string[]

const checks: Readonly<Record<string, Check>> = {
  pods: checkPod,
  persistentvolumeclaims: (claim, limit) => {
    if (limit['type'] !== 'PersistentVolumeClaim') return []
    const requests = objectAt(objectAt(objectAt(claim, 'spec'), 'resources'), 'requests')
    return rangeErrors(
      limit,
      'PersistentVolumeClaim',
      { requests: amountsOf(requests), limits: new Map() },
      false,
    )
  },
}

function checkPod(pod: JsonObject, limit: JsonObject): readonly string[] {
  const spec = objectAt(pod, 'spec')
  const amounts = (container: JsonObject): Amounts => ({
    requests: amountsOf(objectAt(objectAt(container, 'resources'), 'requests')),
    limits: amountsOf(objectAt(objectAt(container, 'resources'), 'limits')),
  })
  if (limit['type'] === 'Container') {
    const all = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')]
    return all.flatMap(container => rangeErrors(limit, 'Container', amounts(container), true))
  }
  if (limit['type'] !== 'Pod') return []
  return rangeErrors(limit, 'Pod', sumAmounts(spec), true)
}
