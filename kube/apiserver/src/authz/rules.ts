/** The rules that bindings give a user, and whether a rule allows a request. @module */
import type { JsonObject } from '@sluice/base/json'
import type { UserInfo } from '../authn/user.ts'
import type { Services } from '../server/services.ts'
import { objectAt, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'
import type { Attributes } from './attributes.ts'

const keys = {
  clusterBindings: 'clusterrolebindings.rbac.authorization.k8s.io',
  bindings: 'rolebindings.rbac.authorization.k8s.io',
  clusterRoles: 'clusterroles.rbac.authorization.k8s.io',
  roles: 'roles.rbac.authorization.k8s.io',
} as const

/** A rule and the binding that gives it, or a role that a binding names and nobody has made. */
export type Grant =
  | { readonly type: 'rule'; readonly rule: JsonObject; readonly source: string }
  | { readonly type: 'missing'; readonly message: string; readonly role: string }

/** All a user has: first what holds everywhere, then what holds in the namespace. */
export function* grantsOf(services: Services, user: UserInfo, namespace: string): Generator<Grant> {
  for (const stored of services.store.list(keys.clusterBindings)) {
    const subject = subjectFor(stored.object, user, '')
    if (subject) yield* grantsBy(services, stored.object, '', `ClusterRoleBinding "${stored.name}"`, subject)
  }
  if (!namespace) return
  for (const stored of services.store.list(keys.bindings, namespace)) {
    const subject = subjectFor(stored.object, user, namespace)
    const binding = `RoleBinding "${stored.name}/${namespace}"`
    if (subject) yield* grantsBy(services, stored.object, namespace, binding, subject)
  }
}

function* grantsBy(
  services: Services,
  binding: JsonObject,
  namespace: string,
  name: string,
  subject: string,
): Generator<Grant> {
  const reference = objectAt(binding, 'roleRef')
  const [kind, role] = [textAt(reference, 'kind'), textAt(reference, 'name')]
  const rules = rulesOfRole(services, reference, namespace)
  if (!rules) {
    yield {
      type: 'missing',
      role,
      message: `${kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(role)} not found`,
    }
    return
  }
  const source = `${name} of ${kind} "${role}" to ${subject}`
  for (const rule of rules) yield { type: 'rule', rule, source }
}

/** The rules of a role by its reference; undefined where there is no such role. */
export function rulesOfRole(
  services: Services,
  reference: JsonObject,
  namespace: string,
): readonly JsonObject[] | undefined {
  const isCluster = reference['kind'] === 'ClusterRole'
  const stored = services.store.get(
    isCluster ? keys.clusterRoles : keys.roles,
    isCluster ? '' : namespace,
    textAt(reference, 'name'),
  )
  return stored && objectsAt(stored.object, 'rules')
}

/** The subject of a binding that is the user, as reasons name it. */
function subjectFor(binding: JsonObject, user: UserInfo, namespace: string): string | undefined {
  for (const subject of objectsAt(binding, 'subjects')) {
    const name = textAt(subject, 'name')
    switch (subject['kind']) {
      case 'User':
        if (user.username === name) return `User "${name}"`
        break
      case 'Group':
        if (user.groups.includes(name)) return `Group "${name}"`
        break
      case 'ServiceAccount': {
        const where = textAt(subject, 'namespace') || namespace
        if (where && user.username === `system:serviceaccount:${where}:${name}`) {
          return `ServiceAccount "${name}/${where}"`
        }
      }
    }
  }
  return undefined
}

const has = (list: readonly string[], value: string) => list.includes('*') || list.includes(value)

/** Whether a rule allows a request. */
export function ruleAllows(rule: JsonObject, attributes: Attributes): boolean {
  if (!has(textsAt(rule, 'verbs'), attributes.verb)) return false
  if (!attributes.isResource)
    return textsAt(rule, 'nonResourceURLs').some(path => pathMatches(path, attributes.path))
  const { group, resource, subresource, name } = attributes
  const names = textsAt(rule, 'resourceNames')
  return (
    has(textsAt(rule, 'apiGroups'), group) &&
    resourceMatches(textsAt(rule, 'resources'), resource, subresource) &&
    (names.length === 0 || names.includes(name))
  )
}

function resourceMatches(resources: readonly string[], resource: string, subresource: string): boolean {
  const full = subresource ? `${resource}/${subresource}` : resource
  return resources.some(
    each => each === '*' || each === full || (subresource !== '' && each === `*/${subresource}`),
  )
}

function pathMatches(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1).replace(/\*+$/, ''))
}
