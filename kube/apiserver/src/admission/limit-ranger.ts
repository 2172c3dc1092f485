/** The LimitRanger plugin: fills in requests and limits, and holds them to a namespace's ranges. @module */
import type { JsonObject } from '@sluice/base/json'
import { forbidden } from '../status/index.ts'
import { type Amounts, amountsOf, sumAmounts } from '../strategy/pods/amounts.ts'
import { children, copyObject, type Draft, ensure } from '../strategy/values/draft.ts'
import { objectAt, objectsAt, sortedKeys, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'
import { rangeErrors } from './limit-ranges.ts'

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  mutate(request) {
    const { object, resourceType } = request
    if (resourceType.storageKey !== 'pods' || !isRanged(request)) return object
    const pod = copyObject(object)
    for (const range of rangesOf(request)) fillPod(pod, range)
    return pod
  },
  validate(request) {
    const { object, resourceType } = request
    const check = checks[resourceType.storageKey]
    if (!object || !check || !isRanged(request)) return
    for (const range of rangesOf(request)) {
      const found = objectsAt(objectAt(range, 'spec'), 'limits').flatMap(limit => check(object, limit))
      const errors = [...new Set(found)]
      const text = errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]
      if (text !== undefined) throw forbidden(resourceType, request.name, text)
    }
  },
}

/** Pods are held to ranges when they are made and resized, claims on every write; what is going is let go. */
function isRanged({ resourceType, subresource, operation, oldObject }: AdmissionRequest): boolean {
  if (oldObject && objectAt(oldObject, 'metadata')['deletionTimestamp'] !== undefined) return false
  const isPod = resourceType.storageKey === 'pods'
  if (isPod && subresource === 'resize') return operation === 'UPDATE'
  if (subresource !== '') return false
  return operation === 'CREATE' || (operation === 'UPDATE' && !isPod)
}

function rangesOf({ services, namespace }: AdmissionRequest): readonly JsonObject[] {
  return services.store.list('limitranges', namespace).map(stored => stored.object)
}

/** Containers get the range's defaults, of several items the last one's; an annotation says which. */
function fillPod(pod: Draft, range: JsonObject): void {
  const items = objectsAt(objectAt(range, 'spec'), 'limits').filter(each => each['type'] === 'Container')
  const merged = (field: string): JsonObject => Object.assign({}, ...items.map(item => objectAt(item, field)))
  const limit = { default: merged('default'), defaultRequest: merged('defaultRequest') }
  const notes = [
    ...listFilled(pod, limit, 'containers', 'container'),
    ...listFilled(pod, limit, 'initContainers', 'init container'),
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
