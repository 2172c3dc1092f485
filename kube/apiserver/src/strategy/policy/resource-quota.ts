/** ResourceQuotas. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { isExtendedResource, quantityErrors } from '../pods/resources.ts'
import type { Strategy } from '../strategy.ts'
import { invalidStruct } from '../values/go-form.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { compareQuantities, formatQuantity, parseQuantity } from '../values/quantity.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'

export const resourceQuotaStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  warnings: (quota, old) => (old ? [] : quotaWarnings(objectAt(objectAt(quota, 'spec'), 'hard'))),
  errors: object => quotaErrors(objectAt(object, 'spec')),
  statusErrors: function* (object) {
    const status = objectAt(object, 'status')
    yield* hardErrors(objectAt(status, 'hard'), 'status.hard')
    yield* hardErrors(objectAt(status, 'used'), 'status.used')
  },
  updateErrors: function* (object, old) {
    const [now, before] = [
      textsAt(objectAt(object, 'spec'), 'scopes'),
      textsAt(objectAt(old, 'spec'), 'scopes'),
    ]
    if (sameValue([...new Set(now)].sort(), [...new Set(before)].sort())) return
    yield invalid('spec.scopes', objectAt(object, 'spec')['scopes'] ?? null, 'field is immutable')
  },
})

/** Requests beyond the limits can never be used up. */
function quotaWarnings(hard: JsonObject): readonly string[] {
  return ['cpu', 'memory', 'ephemeral-storage'].flatMap(resource => {
    const plain = hard[`requests.${resource}`] === undefined && resource !== 'ephemeral-storage'
    const [asked, limited] = [plain ? resource : `requests.${resource}`, `limits.${resource}`]
    const [request, limit] = [asked, limited].map(name => parseQuantity(String(hard[name])))
    if (!request || !limit || compareQuantities(request, limit) <= 0) return []
    const shown = [request, limit].map(formatQuantity)
    return [`ResourceQuota ${asked} (${shown[0]}) should be less than ${limited} (${shown[1]})`]
  })
}

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
  yield* hardErrors(hard, 'spec.hard')
  const scopes = textsAt(spec, 'scopes')
  yield* scopeErrors(scopes, sortedKeys(hard))
  const selector = findObject(spec, 'scopeSelector')
  if (selector) yield* selectorErrors(selector, sortedKeys(hard), scopes)
}

function* hardErrors(hard: JsonObject, path: string): Generator<FieldError> {
  for (const name of sortedKeys(hard)) {
    const field = `${path}[${name}]`
    yield* quotaNameErrors(name, field)
    yield* quantityErrors(name, hard[name], field)
  }
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

const unscoped = new Set(['ephemeral-storage', 'requests.ephemeral-storage', 'limits.ephemeral-storage'])

/** Whether what a scope selects can be counted under a resource's name. */
function isInScope(scope: string, name: string): boolean {
  switch (scope) {
    case 'BestEffort':
      return name === 'pods'
    case 'VolumeAttributesClass':
      return name === 'persistentvolumeclaims' || name === 'requests.storage'
    case 'Terminating':
    case 'NotTerminating':
    case 'NotBestEffort':
    case 'PriorityClass':
    case 'CrossNamespacePodAffinity':
      return podResources.has(name) && !unscoped.has(name)
    default:
      return true
  }
}

function* scopeErrors(scopes: readonly string[], resources: readonly string[]): Generator<FieldError> {
  for (const scope of scopes) {
    if (!scopeNames.includes(scope)) yield invalid('spec.scopes', scopes, 'unsupported scope')
    for (const name of resources) {
      if (standard.has(name) && !isInScope(scope, name)) {
        yield invalid('spec.scopes', scopes, 'unsupported scope applied to resource')
      }
    }
  }
  yield* oppositeErrors(scopes, scopes)
}

function* oppositeErrors(scopes: readonly string[], shown: readonly string[]): Generator<FieldError> {
  for (const pair of opposites) {
    if (pair.every(scope => scopes.includes(scope)))
      yield invalid('spec.scopes', shown.length > 0 ? shown : null, 'conflicting scopes')
  }
}

const onlyExists = [
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
]
const existsText =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"

function* selectorErrors(
  selector: JsonObject,
  resources: readonly string[],
  scopes: readonly string[],
): Generator<FieldError> {
  const at = 'spec.scopeSelector.matchExpressions'
  const expressions = objectsAt(selector, 'matchExpressions')
  for (const expression of expressions) {
    const [scope, operator] = [textAt(expression, 'scopeName'), textAt(expression, 'operator')]
    if (!scopeNames.includes(scope)) yield invalid(`${at}.scopeName`, scope, 'unsupported scope')
    for (const name of resources) {
      if (standard.has(name) && !isInScope(scope, name)) {
        yield invalidStruct(at, 'ScopeSelector', selector, 'unsupported scope applied to resource')
      }
    }
    if (onlyExists.includes(scope) && operator !== 'Exists')
      yield invalid(`${at}.operator`, operator, existsText)
    yield* valueErrors(operator, textsAt(expression, 'values'), at)
  }
  const names = expressions.map(each => textAt(each, 'scopeName'))
  for (const error of oppositeErrors(names, scopes)) yield { ...error, field: at }
}

function* valueErrors(operator: string, values: readonly string[], at: string): Generator<FieldError> {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return
      yield required(
        `${at}.values`,
        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
      )
      return
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return
      yield invalid(
        `${at}.values`,
        values,
        "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
      )
      return
    default:
      yield invalid(`${at}.operator`, operator, 'not a valid selector operator')
  }
}
