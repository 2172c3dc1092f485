/** What admission expressions see of a request. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  type AccessAnswer,
  type AccessQuestion,
  authorizerValue,
  fromJson,
  resourceCheckValue,
  type Value,
} from '@sluice/cel'
import type { UserInfo } from '../authn/user.ts'
import { decide } from '../authz/index.ts'
import { objectAt } from '../strategy/values/read.ts'
import type { AdmissionRequest } from './chain.ts'
import type { Match } from './request-match.ts'

export type Variables = Map<string, Value>

/** The variables of a request, whose objects are those of `match`'s version. */
export function requestVariables(
  request: AdmissionRequest,
  match: Match,
  parameter: JsonObject | undefined,
): Variables {
  const ask = asker(request)
  const { group } = request.resourceType
  return new Map<string, Value>([
    ['object', fromJson(request.object ?? null)],
    ['oldObject', fromJson(request.oldObject ?? null)],
    ['request', fromJson(requestJson(request, match))],
    ['params', fromJson(parameter ?? null)],
    ['namespaceObject', fromJson(namespaceOf(request))],
    ['authorizer', authorizerValue(ask)],
    [
      'authorizer.requestResource',
      resourceCheckValue(ask, {
        group,
        resource: request.resourceType.plural,
        subresource: request.subresource,
        namespace: request.namespace,
        name: request.name,
      }),
    ],
  ])
}

/** The request as JSON, without its objects. */
export function requestJson(request: AdmissionRequest, match: Match): JsonObject {
  const { resourceType, subresource, name, namespace, operation, user, dryRun } = request
  const { type } = match
  // A namespace is in itself.
  const inside = resourceType.storageKey === 'namespaces' ? name : namespace
  return {
    kind: kindJson(type, subresource),
    resource: { group: type.group, version: type.version, resource: type.plural },
    ...(subresource ? { subResource: subresource } : {}),
    requestKind: kindJson(resourceType, subresource),
    requestResource: {
      group: resourceType.group,
      version: resourceType.version,
      resource: resourceType.plural,
    },
    ...(subresource ? { requestSubResource: subresource } : {}),
    ...(name ? { name } : {}),
    ...(inside ? { namespace: inside } : {}),
    operation,
    userInfo: userJson(user),
    dryRun,
    options: optionsJson(request),
  }
}

const optionKinds = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
  CONNECT: '',
} as const

/** The options of a request as an object of their own kind. */
function optionsJson({ operation, options, dryRun }: AdmissionRequest): JsonObject | null {
  const kind = optionKinds[operation]
  if (kind === '') return options ?? null
  return { kind, apiVersion: 'meta.k8s.io/v1', ...options, ...(dryRun ? { dryRun: ['All'] } : {}) }
}

function kindJson(type: AdmissionRequest['resourceType'], subresource: string): JsonObject {
  const own = type.subresources.find(each => each.name === subresource)
  return {
    group: own?.group ?? type.group,
    version: own?.version ?? type.version,
    kind: own?.kind ?? type.kind,
  }
}

function userJson({ username, uid, groups, extra }: AdmissionRequest['user']): JsonObject {
  return {
    username,
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra: { ...extra } } : {}),
  }
}

/** The namespace of the request, without what only its storage needs; null for what is in none. */
function namespaceOf({ resourceType, services, namespace }: AdmissionRequest): JsonObject | null {
  if (!resourceType.namespaced) return null
  const object = services.store.get('namespaces', '', namespace)?.object
  if (!object) return null
  const { managedFields: _managers, ownerReferences: _owners, ...metadata } = objectAt(object, 'metadata')
  return { metadata, spec: objectAt(object, 'spec'), status: objectAt(object, 'status') }
}

function asker({ services, user }: AdmissionRequest): (question: AccessQuestion) => AccessAnswer {
  return question => {
    const { serviceAccount, path, verb, group, resource, subresource, namespace, name } = question
    const who = serviceAccount ? serviceAccountUser(serviceAccount.namespace, serviceAccount.name) : user
    const { allowed, reason } = decide(services, who, {
      verb,
      isResource: path === undefined,
      path: path ?? '',
      group,
      version: '*',
      resource,
      subresource,
      namespace,
      name,
    })
    return { allowed, reason, error: '' }
  }
}

function serviceAccountUser(namespace: string, name: string): UserInfo {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  return { username: `system:serviceaccount:${namespace}:${name}`, groups }
}
