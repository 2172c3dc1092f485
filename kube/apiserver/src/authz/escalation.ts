/** Nobody grants what they do not have: the check on roles and bindings. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import type { AdmissionPlugin, AdmissionRequest } from '../admission/chain.ts'
import { forbidden } from '../status/index.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'
import { decide } from './index.ts'
import { grantsOf, rulesOfRole } from './rules.ts'

const group = 'rbac.authorization.k8s.io'
const isRole = new Set([`roles.${group}`, `clusterroles.${group}`])
const isBinding = new Set([`rolebindings.${group}`, `clusterrolebindings.${group}`])

export const rbacEscalation: AdmissionPlugin = {
  name: 'RBACEscalation',
  validate(request) {
    const { object, operation, resourceType, user } = request
    if (!object || (operation !== 'CREATE' && operation !== 'UPDATE')) return
    if (user.groups.includes('system:masters')) return
    if (isRole.has(resourceType.storageKey)) checkRole(request, object)
    else if (isBinding.has(resourceType.storageKey)) checkBinding(request, object)
  },
}

function checkRole(request: AdmissionRequest, role: JsonObject): void {
  const { oldObject } = request
  const same = (field: string) =>
    oldObject !== undefined && deepEqual(oldObject[field] ?? null, role[field] ?? null)
  if (same('rules') && same('aggregationRule')) return
  if (mayBypass(request, 'escalate', request.resourceType.plural, request.name)) return
  const held = heldRules(request)
  confirm(request, objectsAt(role, 'rules'), held)
  if (findObject(role, 'aggregationRule') && !isFull(held)) {
    throw forbidden(
      request.resourceType,
      request.name,
      'must have cluster-admin privileges to use the aggregationRule',
    )
  }
}

function checkBinding(request: AdmissionRequest, binding: JsonObject): void {
  const reference = objectAt(binding, 'roleRef')
  const plural = reference['kind'] === 'ClusterRole' ? 'clusterroles' : 'roles'
  if (mayBypass(request, 'bind', plural, textAt(reference, 'name'))) return
  const rules = rulesOfRole(request.services, reference, request.namespace)
  if (!rules) {
    throw forbidden(
      request.resourceType,
      request.name,
      `${plural}.${group} ${JSON.stringify(textAt(reference, 'name'))} not found`,
    )
  }
  confirm(request, rules, heldRules(request))
}

function mayBypass(request: AdmissionRequest, verb: string, resource: string, name: string): boolean {
  const attributes = {
    verb,
    isResource: true,
    path: '',
    group,
    version: '*',
    resource,
    subresource: '',
    name,
    namespace: request.namespace,
  }
  return decide(request.services, request.user, attributes).allowed
}

function heldRules({ services, user, namespace }: AdmissionRequest): readonly JsonObject[] {
  return [...grantsOf(services, user, namespace)].flatMap(grant =>
    grant.type === 'rule' ? [grant.rule] : [],
  )
}

function isFull(held: readonly JsonObject[]): boolean {
  const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }
  return isCovered(everything, held) && isCovered({ verbs: ['*'], nonResourceURLs: ['*'] }, held)
}

function confirm(
  request: AdmissionRequest,
  wanted: readonly JsonObject[],
  held: readonly JsonObject[],
): void {
  const missing = wanted.flatMap(single).filter(rule => !isCovered(rule, held))
  if (missing.length === 0) return
  const lines = compacted(missing).map(shown).sort()
  throw forbidden(
    request.resourceType,
    request.name,
    `user ${JSON.stringify(request.user.username)} (groups=${goList(request.user.groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`,
  )
}

const goList = (texts: readonly string[]) => `[${texts.map(text => JSON.stringify(text)).join(' ')}]`

/** A rule as rules of one verb, group, resource and name each. */
function single(rule: JsonObject): readonly JsonObject[] {
  const names = textsAt(rule, 'resourceNames')
  return textsAt(rule, 'verbs').flatMap(verb => [
    ...textsAt(rule, 'apiGroups').flatMap(apiGroup =>
      textsAt(rule, 'resources').flatMap(resource =>
        (names.length > 0 ? names : [undefined]).map(name => ({
          verbs: [verb],
          apiGroups: [apiGroup],
          resources: [resource],
          ...(name === undefined ? {} : { resourceNames: [name] }),
        })),
      ),
    ),
    ...textsAt(rule, 'nonResourceURLs').map(path => ({ verbs: [verb], nonResourceURLs: [path] })),
  ])
}

function isCovered(rule: JsonObject, held: readonly JsonObject[]): boolean {
  return single(rule).every(one => held.some(owner => covers(owner, one)))
}

function covers(owner: JsonObject, one: JsonObject): boolean {
  const within = (field: string) => {
    const allowed = textsAt(owner, field)
    return textsAt(one, field).every(value => allowed.includes('*') || allowed.includes(value))
  }
  if (!within('verbs')) return false
  const [path] = textsAt(one, 'nonResourceURLs')
  if (path !== undefined) {
    return textsAt(owner, 'nonResourceURLs').some(
      each => each === '*' || each === path || (each.endsWith('*') && path.startsWith(each.slice(0, -1))),
    )
  }
  const [resource = ''] = textsAt(one, 'resources')
  const slash = resource.indexOf('/')
  const byResource =
    within('resources') || (slash > 0 && textsAt(owner, 'resources').includes(`*${resource.slice(slash)}`))
  const [allowedNames, names] = [textsAt(owner, 'resourceNames'), textsAt(one, 'resourceNames')]
  const byName =
    allowedNames.length === 0 || (names.length > 0 && names.every(name => allowedNames.includes(name)))
  return within('apiGroups') && byResource && byName
}

/** Rules that differ in their verbs only become one. */
function compacted(rules: readonly JsonObject[]): readonly JsonObject[] {
  const byTarget = new Map<string, { rule: JsonObject; verbs: string[] }>()
  for (const rule of rules) {
    const { verbs: _verbs, ...target } = rule
    const key = JSON.stringify(target)
    const entry = byTarget.get(key) ?? { rule, verbs: [] }
    for (const verb of textsAt(rule, 'verbs')) if (!entry.verbs.includes(verb)) entry.verbs.push(verb)
    byTarget.set(key, entry)
  }
  return [...byTarget.values()].map(({ rule, verbs }) => ({ ...rule, verbs }))
}

const shownFields = [
  ['APIGroups', 'apiGroups'],
  ['Resources', 'resources'],
  ['NonResourceURLs', 'nonResourceURLs'],
  ['ResourceNames', 'resourceNames'],
  ['Verbs', 'verbs'],
] as const

function shown(rule: JsonObject): string {
  const parts = shownFields.flatMap(([name, field]) => {
    const values = textsAt(rule, field)
    return values.length > 0 ? [`${name}:${goList(values)}`] : []
  })
  return `{${parts.join(', ')}}`
}
