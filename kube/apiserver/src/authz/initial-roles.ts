/** The default roles and bindings as objects. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Seed } from '../server/initial/seed.ts'
import {
  aggregatedRoles,
  aggregatesTo,
  clusterBindings,
  clusterRoles,
  controllerRoles,
  namespaceRoles,
} from './default-roles.ts'

const group = 'rbac.authorization.k8s.io'
const words: Readonly<Record<string, readonly string[]>> = {
  read: ['get', 'list', 'watch'],
  write: ['create', 'delete', 'deletecollection', 'patch', 'update'],
}

/** The default roles and bindings, as they are created. */
export function initialRoles(): readonly Seed[] {
  return [...defaults()].map(({ plural, namespace, object: { name, labels, ...rest } }) => ({
    group,
    version: 'v1',
    plural,
    object: {
      metadata: {
        name,
        ...(namespace ? { namespace } : {}),
        labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
        annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
      },
      ...rest,
    },
  }))
}

type Body = JsonObject & { readonly name: string; readonly labels?: Readonly<Record<string, string>> }

interface Default {
  readonly plural: 'clusterroles' | 'clusterrolebindings' | 'roles' | 'rolebindings'
  readonly namespace: string
  readonly object: Body
}

function* defaults(): Generator<Default> {
  const cluster = (plural: 'clusterroles' | 'clusterrolebindings', object: Body) => ({
    plural,
    namespace: '',
    object,
  })
  for (const name of aggregatedRoles)
    yield cluster('clusterroles', { name, labels: labelsOf(name), ...aggregation(name) })
  for (const [name, rules] of Object.entries(clusterRoles)) {
    yield cluster('clusterroles', { name, labels: labelsOf(name), rules: rules.map(parseRule) })
  }
  for (const [name, subjects] of Object.entries(clusterBindings)) {
    yield cluster('clusterrolebindings', binding(name, 'ClusterRole', name, subjects))
  }
  for (const [controller, rules] of Object.entries(controllerRoles)) {
    const name = `system:controller:${controller}`
    yield cluster('clusterroles', { name, rules: rules.map(parseRule) })
    yield cluster('clusterrolebindings', binding(name, 'ClusterRole', name, [`ServiceAccount:${controller}`]))
  }
  for (const [key, role] of Object.entries(namespaceRoles)) {
    const [namespace = '', name = ''] = key.split('/')
    yield { plural: 'roles', namespace, object: { name, rules: role.rules.map(parseRule) } }
    yield {
      plural: 'rolebindings',
      namespace,
      object: binding(role.binding ?? name, 'Role', name, role.subjects),
    }
  }
}

function labelsOf(name: string): Readonly<Record<string, string>> {
  const target = aggregatesTo[name]
  return target ? { [`rbac.authorization.k8s.io/aggregate-to-${target}`]: 'true' } : {}
}

function aggregation(name: string): JsonObject {
  const label = `rbac.authorization.k8s.io/aggregate-to-${name}`
  return { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] } }
}

function binding(name: string, kind: string, role: string, subjects: readonly string[]): Body {
  return {
    name,
    roleRef: { apiGroup: group, kind, name: role },
    ...(subjects.length > 0 ? { subjects: subjects.map(parseSubject) } : {}),
  }
}

function parseSubject(text: string): JsonObject {
  const colon = text.indexOf(':')
  const [kind, name] = [text.slice(0, colon), text.slice(colon + 1)]
  return kind === 'ServiceAccount'
    ? { kind, name, namespace: 'kube-system' }
    : { kind, apiGroup: group, name }
}

/** `verbs : groups : resources : names`, or paths. */
function parseRule(text: string): JsonObject {
  if (text === '* /*') return { verbs: ['*'], nonResourceURLs: ['*'] }
  if (text.startsWith('/')) return { verbs: ['get'], nonResourceURLs: text.split(',') }
  const [verbs = '', groups = '', resources = '', names] = text.split(' : ')
  return {
    verbs: verbs.split(',').flatMap(verb => words[verb] ?? [verb]),
    apiGroups: groups.split(',').map(each => (each === '-' ? '' : each)),
    resources: resources.split(','),
    ...(names === undefined ? {} : { resourceNames: names.split(',') }),
  }
}
