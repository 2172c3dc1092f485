import type { JsonObject } from '@sluice/base/json'
import type { ResourceType, Subresource } from '../kinds/index.ts'

/** One operation of one path. */
export interface Operation {
  readonly path: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly operationId: string
  readonly action: string
  readonly type: ResourceType
  readonly subresource?: Subresource
  readonly scope: 'all' | 'collection' | 'object'
}

/** Every operation of a resource type, in the order of paths. */
export function operationsOf(type: ResourceType): Operation[] {
  const root = type.group ? `/apis/${type.group}/${type.version}` : `/api/${type.version}`
  const collection = type.namespaced
    ? `${root}/namespaces/{namespace}/${type.plural}`
    : `${root}/${type.plural}`
  const names = namesOf(type)
  const operation = (
    path: string,
    method: Operation['method'],
    scope: Operation['scope'],
    action: string,
    operationId: string,
    subresource?: Subresource,
  ): Operation => ({ path, method, scope, action, operationId, type, subresource })
  const has = (verb: string) => type.verbs.includes(verb)
  const found: Operation[] = []
  if (has('list') && type.namespaced) {
    found.push(
      operation(
        `${root}/${type.plural}`,
        'get',
        'all',
        'list',
        `list${names.group}${type.kind}ForAllNamespaces`,
      ),
    )
  }
  if (has('list')) found.push(operation(collection, 'get', 'collection', 'list', `list${names.full}`))
  if (has('create')) found.push(operation(collection, 'post', 'collection', 'post', `create${names.full}`))
  if (has('deletecollection')) {
    found.push(
      operation(
        collection,
        'delete',
        'collection',
        'deletecollection',
        `delete${names.group}Collection${names.scoped}`,
      ),
    )
  }
  const object = `${collection}/{name}`
  if (has('get')) found.push(operation(object, 'get', 'object', 'get', `read${names.full}`))
  if (has('update')) found.push(operation(object, 'put', 'object', 'put', `replace${names.full}`))
  if (has('patch')) found.push(operation(object, 'patch', 'object', 'patch', `patch${names.full}`))
  if (has('delete')) found.push(operation(object, 'delete', 'object', 'delete', `delete${names.full}`))
  for (const each of type.subresources) {
    const suffix = each.name.charAt(0).toUpperCase() + each.name.slice(1)
    for (const verb of each.verbs) {
      if (connected.has(each.name)) {
        const [method] = subresourceVerbs[verb] ?? []
        if (!method) continue
        const id = `connect${names.group}${titleOf(method)}${names.scoped}${suffix}`
        found.push(operation(`${object}/${each.name}`, method, 'object', 'connect', id, each))
        continue
      }
      const [method, word, action] = subresourceVerbs[verb] ?? []
      if (!method || !word || !action) continue
      found.push(
        operation(`${object}/${each.name}`, method, 'object', action, `${word}${names.full}${suffix}`, each),
      )
    }
  }
  return found
}

/** What these give is a connection, whatever the method. */
const connected = new Set(['attach', 'exec', 'portforward', 'proxy'])

const subresourceVerbs: Readonly<Record<string, readonly [Operation['method'], string, string]>> = {
  get: ['get', 'read', 'get'],
  update: ['put', 'replace', 'put'],
  patch: ['patch', 'patch', 'patch'],
  create: ['post', 'create', 'post'],
}

function namesOf(type: ResourceType): { group: string; scoped: string; full: string } {
  const group = type.group === '' ? 'Core' : titleOf(type.group.replace(/\.k8s\.io$/, ''))
  const version = type.version.charAt(0).toUpperCase() + type.version.slice(1)
  const scoped = type.namespaced ? `Namespaced${type.kind}` : type.kind
  return { group: group + version, scoped, full: `${group}${version}${scoped}` }
}

function titleOf(group: string): string {
  return group
    .split(/[.-]/)
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
}

/** Group, version and kind of the body. */
export function kindOf({ type, subresource }: Operation): JsonObject {
  return {
    group: subresource?.group ?? type.group,
    kind: subresource?.kind ?? type.kind,
    version: subresource?.version ?? type.version,
  }
}

/** Names and types of the query parameters an operation takes. */
export function queryParameters({
  method,
  action,
}: Operation): readonly (readonly [name: string, type: string])[] {
  const write: (readonly [string, string])[] = [
    ['dryRun', 'string'],
    ['fieldManager', 'string'],
    ['fieldValidation', 'string'],
  ]
  const list: (readonly [string, string])[] = [
    ['allowWatchBookmarks', 'boolean'],
    ['continue', 'string'],
    ['fieldSelector', 'string'],
    ['labelSelector', 'string'],
    ['limit', 'integer'],
    ['resourceVersion', 'string'],
    ['resourceVersionMatch', 'string'],
    ['sendInitialEvents', 'boolean'],
    ['timeoutSeconds', 'integer'],
    ['watch', 'boolean'],
  ]
  const remove: (readonly [string, string])[] = [
    ['dryRun', 'string'],
    ['gracePeriodSeconds', 'integer'],
    ['orphanDependents', 'boolean'],
    ['propagationPolicy', 'string'],
  ]
  if (action === 'list') return list
  if (action === 'deletecollection') return [...list.filter(([name]) => name !== 'watch'), ...remove]
  if (action === 'delete') return remove
  if (method === 'patch') return [...write, ['force', 'boolean']]
  return method === 'get' ? [] : write
}
