/** Nobody grants what they do not have: the check on roles and bindings. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import type { AdmissionPlugin, AdmissionRequest } from '../admission/chain.ts'
import { badRequest, forbidden, internal, notFound } from '../status/index.ts'
import { objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { aggregated, decide } from './index.ts'
import { goList, rulesText, uncovered } from './rule-cover.ts'
import { grantsOf, rulesOfRole } from './rules.ts'

const group = 'rbac.authorization.k8s.io'
const isRole = new Set([`roles.${group}`, `clusterroles.${group}`])
const isBinding = new Set([`rolebindings.${group}`, `clusterrolebindings.${group}`])

/** Kubernetes checks in its storage: when the object is what admission made of it, and before it is validated. */
export const rbacEscalation: AdmissionPlugin = {
  name: 'RBACEscalation',
  mutate(request) {
    const { object, operation, resourceType, user } = request
    if (operation !== 'CREATE' && operation !== 'UPDATE') return object
    if (user.groups.includes('system:masters')) return object
    if (isRole.has(resourceType.storageKey)) checkRole(request, object)
    else if (isBinding.has(resourceType.storageKey)) checkBinding(request, object)
    return object
  },
}

function checkRole(request: AdmissionRequest, role: JsonObject): void {
  const { oldObject, resourceType, name } = request
  if (mayBypass(request, 'escalate', { resource: resourceType.plural, name: urlName(request) })) return
  if (onlyMovesGarbage(role, oldObject)) return
  const held = heldRules(request)
  confirm(request, objectsAt(role, 'rules'), held)
  if (!selectsRoles(role) && !(oldObject && selectsRoles(oldObject))) return
  if (uncovered(everything, held.rules).length > 0) {
    throw forbidden(resourceType, name, 'must have cluster-admin privileges to use the aggregationRule')
  }
}

const everything: readonly JsonObject[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

const selectsRoles = (role: JsonObject) =>
  objectsAt(objectAt(role, 'aggregationRule'), 'clusterRoleSelectors').length > 0

/** A create names nothing yet, so no right to one name covers it. */
function urlName({ operation, name }: AdmissionRequest): string {
  return operation === 'CREATE' ? '' : name
}

/** What the garbage collector changes grants nobody anything. */
function onlyMovesGarbage(object: JsonObject, old: JsonObject | undefined): boolean {
  return old !== undefined && deepEqual(withoutGarbage(object), withoutGarbage(old))
}

function withoutGarbage(object: JsonObject): JsonObject {
  const {
    ownerReferences: _owners,
    finalizers: _finalizers,
    managedFields: _managers,
    ...metadata
  } = objectAt(object, 'metadata')
  return { ...object, metadata }
}

function checkBinding(request: AdmissionRequest, binding: JsonObject): void {
  const reference = objectAt(binding, 'roleRef')
  const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')]
  const resource = { Role: 'roles', ClusterRole: 'clusterroles' }[kind]
  if (onlyMovesGarbage(binding, request.oldObject)) return
  if (resource && mayBypass(request, 'bind', { resource, name, group: textAt(reference, 'apiGroup') })) return
  if (!resource) throw internal(`unsupported role reference kind: ${JSON.stringify(kind)}`)
  if (!name) throw badRequest('Name parameter required.')
  const rules = rulesOfRole(request.services, reference, request.namespace)
  // The original looks the role up in the name of the request, and says that it was a binding.
  if (!rules) throw notFound(request.resourceType, name)
  confirm(request, rules, heldRules(request))
}

function mayBypass(
  request: AdmissionRequest,
  verb: string,
  target: { readonly resource: string; readonly name: string; readonly group?: string },
): boolean {
  const attributes = {
    verb,
    isResource: true,
    path: '',
    group,
    version: '*',
    subresource: '',
    namespace: request.namespace,
    ...target,
  }
  return decide(request.services, request.user, attributes).allowed
}

interface Held {
  readonly rules: readonly JsonObject[]
  /** Names of roles that bindings of the user name and nobody has made. */
  readonly missing: readonly string[]
}

function heldRules({ services, user, namespace }: AdmissionRequest): Held {
  const grants = [...grantsOf(services, user, namespace)]
  return {
    rules: grants.flatMap(grant => (grant.type === 'rule' ? [grant.rule] : [])),
    missing: grants.flatMap(grant => (grant.type === 'missing' ? [grant.role] : [])),
  }
}

function confirm(request: AdmissionRequest, wanted: readonly JsonObject[], held: Held): void {
  const { resourceType, user, name } = request
  const missing = uncovered(wanted, held.rules)
  if (missing.length === 0) return
  const unknown = held.missing.map(
    role => `${resourceType.plural}.${group} ${JSON.stringify(role)} not found`,
  )
  const errors = unknown.length > 0 ? `; resolution errors: [${aggregated(unknown)}]` : ''
  throw forbidden(
    resourceType,
    name,
    `user ${JSON.stringify(user.username)} (groups=${goList(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${rulesText(missing)}${errors}`,
  )
}
