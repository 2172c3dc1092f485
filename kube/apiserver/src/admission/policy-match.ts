/** Whether a policy or a binding is about a request. @module */
import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'
import { isEmptySelector, matchesSelector } from '../strategy/values/selector.ts'
import type { AdmissionRequest } from './chain.ts'

/** Constraints of a policy (`matchConstraints`) or binding (`matchResources`); none match everything. */
export function matchesConstraints(constraints: JsonObject | undefined, request: AdmissionRequest): boolean {
  if (!constraints) return true
  return (
    matchesNamespace(objectAt(constraints, 'namespaceSelector'), request) &&
    matchesObject(objectAt(constraints, 'objectSelector'), request) &&
    !objectsAt(constraints, 'excludeResourceRules').some(rule => matchesRule(rule, constraints, request)) &&
    matchesRules(constraints, request)
  )
}

function matchesRules(constraints: JsonObject, request: AdmissionRequest): boolean {
  const rules = objectsAt(constraints, 'resourceRules')
  return rules.length === 0 || rules.some(rule => matchesRule(rule, constraints, request))
}

function matchesNamespace(selector: JsonObject, request: AdmissionRequest): boolean {
  if (isEmptySelector(selector)) return true
  const { resourceType, services, namespace, name, object, oldObject } = request
  if (resourceType.storageKey === 'namespaces')
    return matchesSelector(selector, labelsOf(object ?? oldObject ?? {}))
  if (!resourceType.namespaced) return true
  const stored = services.store.get('namespaces', '', namespace || name)
  return stored !== undefined && matchesSelector(selector, labelsOf(stored.object))
}

function matchesObject(selector: JsonObject, { object, oldObject }: AdmissionRequest): boolean {
  if (isEmptySelector(selector)) return true
  return [object, oldObject].some(each => each !== undefined && matchesSelector(selector, labelsOf(each)))
}

const labelsOf = (object: JsonObject) => objectAt(objectAt(object, 'metadata'), 'labels')

/** With the policy `Equivalent` a rule for one version is about all versions of the resource. */
function matchesRule(rule: JsonObject, constraints: JsonObject, request: AdmissionRequest): boolean {
  const { resourceType, operation, name, services } = request
  const names = textsAt(rule, 'resourceNames')
  if (!includes(textsAt(rule, 'operations'), operation)) return false
  if (names.length > 0 && !names.includes(name)) return false
  const exact = textAt(constraints, 'matchPolicy') === 'Exact'
  const types = exact
    ? [resourceType]
    : [...services.registry.all()].filter(type => type.storageKey === resourceType.storageKey)
  return types.some(type => matchesType(rule, type, request.subresource))
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

/** The objects a binding gives as parameters; undefined where none of those it asks for are there. */
export function parametersOf(
  policy: JsonObject,
  binding: JsonObject,
  request: AdmissionRequest,
): readonly (JsonObject | undefined)[] | undefined {
  const kind = findObject(objectAt(policy, 'spec'), 'paramKind')
  const reference = findObject(objectAt(binding, 'spec'), 'paramRef')
  if (!kind || !reference) return [undefined]
  const [group, version] = splitVersion(textAt(kind, 'apiVersion'))
  const type = request.services.registry.findKind(group, version, textAt(kind, 'kind'))
  if (!type) return undefined
  const namespace = type.namespaced ? textAt(reference, 'namespace') || request.namespace : ''
  const name = textAt(reference, 'name')
  if (name) {
    const stored = request.services.store.get(type.storageKey, namespace, name)
    return stored && [stored.object]
  }
  const selector = objectAt(reference, 'selector')
  const found = request.services.store
    .list(type.storageKey, namespace)
    .filter(stored => matchesSelector(selector, objectAt(stored.metadata, 'labels')))
    .map(stored => stored.object)
  return found.length > 0 ? found : undefined
}

function splitVersion(apiVersion: string): readonly [string, string] {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)]
}
