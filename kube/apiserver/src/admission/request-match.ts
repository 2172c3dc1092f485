/** Whether a webhook, a policy or a binding is about a request, and in which version it wants the objects. @module */
import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import { notFound } from '../status/index.ts'
import { objectAt, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'
import { isEmptySelector, matchesSelector } from '../strategy/values/selector.ts'
import type { AdmissionRequest } from './chain.ts'

/** What matched: the resource in the version that the rule names. */
export interface Match {
  readonly type: ResourceType
}

/** Webhooks and policies are not asked about themselves, so that nobody locks themselves out. */
export function isExempt({ resourceType }: AdmissionRequest): boolean {
  return resourceType.group === 'admissionregistration.k8s.io'
}

/** Constraints of a policy (`matchConstraints`) or binding (`matchResources`); none match everything. */
export function matchConstraints(
  constraints: JsonObject | undefined,
  request: AdmissionRequest,
): Match | undefined {
  if (!constraints) return { type: request.resourceType }
  if (!matchesSelectors(constraints, request)) return undefined
  const policy = textAt(constraints, 'matchPolicy')
  if (matchRules(objectsAt(constraints, 'excludeResourceRules'), policy, request)) return undefined
  const rules = objectsAt(constraints, 'resourceRules')
  return rules.length === 0 ? { type: request.resourceType } : matchRules(rules, policy, request)
}

/** Whether the namespace and the object have the labels asked for. */
export function matchesSelectors(owner: JsonObject, request: AdmissionRequest): boolean {
  return (
    matchesNamespace(objectAt(owner, 'namespaceSelector'), request) &&
    matchesObject(objectAt(owner, 'objectSelector'), request)
  )
}

function matchesNamespace(selector: JsonObject, request: AdmissionRequest): boolean {
  if (isEmptySelector(selector)) return true
  const { resourceType, services, namespace, name, object, operation, subresource } = request
  const isNamespace = resourceType.storageKey === 'namespaces'
  if (!resourceType.namespaced && !isNamespace) return true
  if (isNamespace && object && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE')) {
    return matchesSelector(selector, labelsOf(object))
  }
  const named = isNamespace ? name : namespace
  const stored = services.store.get('namespaces', '', named)
  if (!stored) throw notFound({ group: '', plural: 'namespaces' }, named)
  return matchesSelector(selector, labelsOf(stored.object))
}

function matchesObject(selector: JsonObject, { object, oldObject }: AdmissionRequest): boolean {
  if (isEmptySelector(selector)) return true
  return [object, oldObject].some(each => each !== undefined && matchesSelector(selector, labelsOf(each)))
}

const labelsOf = (object: JsonObject) => objectAt(objectAt(object, 'metadata'), 'labels')

/** The first rule that is about the request; `Equivalent` rules may name another version of the resource. */
export function matchRules(
  rules: readonly JsonObject[],
  matchPolicy: string,
  request: AdmissionRequest,
): Match | undefined {
  const { resourceType } = request
  if (rules.some(rule => matchesRule(rule, resourceType, request))) return { type: resourceType }
  if (matchPolicy === 'Exact') return undefined
  const others = [...request.services.registry.all()].filter(
    type => type.storageKey === resourceType.storageKey && type.apiVersion !== resourceType.apiVersion,
  )
  for (const rule of rules) {
    const type = others.find(other => matchesRule(rule, other, request))
    if (type) return { type }
  }
  return undefined
}

function matchesRule(rule: JsonObject, type: ResourceType, request: AdmissionRequest): boolean {
  const names = textsAt(rule, 'resourceNames')
  if (names.length > 0 && !names.includes(request.name)) return false
  return (
    includes(textsAt(rule, 'operations'), request.operation) && matchesType(rule, type, request.subresource)
  )
}

function matchesType(rule: JsonObject, type: ResourceType, subresource: string): boolean {
  const scope = textAt(rule, 'scope')
  if (scope === 'Cluster' && type.namespaced) return false
  if (scope === 'Namespaced' && !type.namespaced) return false
  return (
    includes(textsAt(rule, 'apiGroups'), type.group) &&
    includes(textsAt(rule, 'apiVersions'), type.version) &&
    textsAt(rule, 'resources').some(pattern => matchesResource(pattern, type.plural, subresource))
  )
}

function matchesResource(pattern: string, resource: string, subresource: string): boolean {
  const [wantedResource = '', wantedSubresource = ''] = pattern.split('/')
  const both = wantedResource === '*' || wantedResource === resource
  return both && (wantedSubresource === '*' || wantedSubresource === subresource)
}

const includes = (list: readonly string[], value: string) => list.includes('*') || list.includes(value)
