import { createHash } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import type { ResourceRegistry, ResourceType } from '../kinds/index.ts'
import { compareVersions } from './version-order.ts'

/** `/api`. */
export function apiVersions(address: string): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  }
}

/** `/apis`. */
export function groupList(registry: ResourceRegistry): JsonObject {
  const groups = namedGroups(registry).map(group => groupInfo(registry, group))
  return { kind: 'APIGroupList', apiVersion: 'v1', groups }
}

/** `/apis/<group>`. */
export function apiGroup(registry: ResourceRegistry, group: string): JsonObject {
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupInfo(registry, group) }
}

/** `/api/v1`, `/apis/<group>/<version>`. */
export function resourceList(registry: ResourceRegistry, group: string, version: string): JsonObject {
  const types = [...registry.all()].filter(type => type.group === group && type.version === version)
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group ? `${group}/${version}` : version,
    resources: types.flatMap(resourcesOf),
  }
}

/** The groups in the order of discovery: built-in ones first, then custom ones by name. */
export function namedGroups(registry: ResourceRegistry): readonly string[] {
  const custom = new Set<string>()
  const builtIn = new Set<string>()
  for (const type of registry.all()) (type.custom ? custom : builtIn).add(type.group)
  return [...[...builtIn].filter(Boolean), ...[...custom].filter(group => !builtIn.has(group)).sort()]
}

/** The versions of a group, the preferred one first. */
export function versionsOf(registry: ResourceRegistry, group: string): readonly string[] {
  const versions = new Set<string>()
  for (const type of registry.all()) if (type.group === group) versions.add(type.version)
  return [...versions].sort(compareVersions)
}

function groupInfo(registry: ResourceRegistry, group: string): JsonObject {
  const versions = versionsOf(registry, group).map(version => ({
    groupVersion: `${group}/${version}`,
    version,
  }))
  return { name: group, versions, preferredVersion: versions[0] }
}

function resourcesOf(type: ResourceType): JsonObject[] {
  const main: JsonObject = {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
    ...(type.verbs.includes('get') && type.verbs.includes('create')
      ? { storageVersionHash: storageHash(type) }
      : {}),
  }
  const subresources = type.subresources.map(each => ({
    name: `${type.plural}/${each.name}`,
    singularName: '',
    namespaced: type.namespaced,
    ...(each.group || each.version ? { group: each.group, version: each.version } : {}),
    kind: each.kind,
    verbs: each.verbs,
  }))
  return [main, ...subresources]
}

/** Tells clients when objects are stored in another version: the first bytes of a hash of it. */
function storageHash(type: ResourceType): string {
  const [group, version] = type.storageVersion.includes('/')
    ? type.storageVersion.split('/')
    : ['', type.storageVersion]
  const text = `${group}/${hashVersions[type.storageKey] ?? version}/${type.kind}`
  return createHash('sha256').update(text).digest().subarray(0, 8).toString('base64')
}

/** Kubernetes counts these by the version that they were first stored in. */
const hashVersions: Readonly<Record<string, string>> = {
  'mutatingadmissionpolicies.admissionregistration.k8s.io': 'v1beta1',
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': 'v1beta1',
  'customresourcedefinitions.apiextensions.k8s.io': 'v1beta1',
}
