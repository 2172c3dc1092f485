/** ResourceQuotas. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { isExtendedResource, quantityErrors } from '../pods/resources.ts'
import type { Strategy } from '../strategy.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { objectAt, sortedKeys, textsAt } from '../values/read.ts'

export const resourceQuotaStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  errors: object => quotaErrors(objectAt(object, 'spec')),
  updateErrors: function* (object, old) {
    const [now, before] = [
      textsAt(objectAt(object, 'spec'), 'scopes'),
      textsAt(objectAt(old, 'spec'), 'scopes'),
    ]
    if (!deepEqual([...now].sort(), [...before].sort()))
      yield invalid('spec.scopes', now, 'field is immutable')
  },
})

const podResources = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
])
const standard = new Set([
  ...podResources,
  'requests.storage',
  'persistentvolumeclaims',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
])

function* quotaErrors(spec: JsonObject): Generator<FieldError> {
  const hard = objectAt(spec, 'hard')
  for (const name of sortedKeys(hard)) {
    const field = `spec.hard[${name}]`
    yield* quotaNameErrors(name, field)
    yield* quantityErrors(name, hard[name], field)
  }
  yield* scopeErrors(textsAt(spec, 'scopes'), sortedKeys(hard))
}

function* quotaNameErrors(name: string, field: string): Generator<FieldError> {
  for (const error of qualifiedNameErrors(name)) yield invalid(field, name, error)
  const isObjectCount = /^count\/[^/]+$/.test(name)
  const known = standard.has(name) || isObjectCount || /^(requests\.)?hugepages-/.test(name)
  const ofClass = /\.storageclass\.storage\.k8s\.io\//.test(name)
  const extended = name.startsWith('requests.') && isExtendedResource(name.slice('requests.'.length))
  if (!known && !ofClass && !extended) {
    if (name.includes('/')) yield invalid(field, name, 'must be a standard resource type or fully qualified')
    else yield invalid(field, name, 'must be a standard resource for quota')
  }
}

const scopeNames = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]
const opposites = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const

function* scopeErrors(scopes: readonly string[], resources: readonly string[]): Generator<FieldError> {
  for (const scope of scopes) {
    if (!scopeNames.includes(scope)) yield invalid('spec.scopes', scopes, 'unsupported scope')
    const allowed = (name: string) =>
      scope === 'BestEffort'
        ? name === 'pods' || name === 'count/pods'
        : podResources.has(name) || name === 'count/pods'
    if (resources.some(name => !allowed(name))) {
      yield invalid('spec.scopes', scopes, 'unsupported scope applied to resource')
    }
  }
  for (const pair of opposites) {
    if (pair.every(scope => scopes.includes(scope)))
      yield invalid('spec.scopes', scopes, 'conflicting scopes')
  }
  if (new Set(scopes).size !== scopes.length) yield notSupported('spec.scopes', scopes, [])
}
