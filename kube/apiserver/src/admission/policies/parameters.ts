/** The parameters that a binding gives to its policy. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../../kinds/index.ts'
import { fromStorage } from '../../kinds/index.ts'
import type { Stored } from '../../storage/index.ts'
import { findObject, objectAt, textAt } from '../../strategy/values/read.ts'
import { matchesSelector } from '../../strategy/values/selector.ts'
import type { AdmissionRequest } from '../chain.ts'

export type Parameters =
  /** An evaluation per element; undefined where the policy goes without. */
  | { readonly type: 'found'; readonly parameters: readonly (JsonObject | undefined)[] }
  | { readonly type: 'failed'; readonly message: string }

/** Why a policy can have no parameters at all: nothing is of the kind it names. */
export function parameterKindProblem({ spec }: JsonObject, request: AdmissionRequest): string | undefined {
  const kind = findObject(isJsonObject(spec) ? spec : {}, 'paramKind')
  if (!kind || typeOf(kind, request)) return undefined
  const shown = `${textAt(kind, 'apiVersion')}, Kind=${textAt(kind, 'kind')}`
  return `failed to configure policy: failed to find resource referenced by paramKind: '${shown}'`
}

function typeOf(kind: JsonObject, { services }: AdmissionRequest): ResourceType | undefined {
  const [group, version] = splitVersion(textAt(kind, 'apiVersion'))
  return services.registry.findKind(group, version, textAt(kind, 'kind'))
}

/** Finds the parameters of a binding. */
export function parametersOf(policy: JsonObject, binding: JsonObject, request: AdmissionRequest): Parameters {
  const kind = findObject(objectAt(policy, 'spec'), 'paramKind')
  const reference = findObject(objectAt(binding, 'spec'), 'paramRef')
  const type = kind && typeOf(kind, request)
  if (!type || !reference) return { type: 'found', parameters: [undefined] }
  const given = textAt(reference, 'namespace')
  if (!type.namespaced && given) {
    return failed('paramRef.namespace must not be provided for a cluster-scoped `paramKind`')
  }
  // A namespace is in itself.
  const own = request.resourceType.storageKey === 'namespaces' ? request.name : request.namespace
  const namespace = type.namespaced ? given || own : ''
  if (type.namespaced && !namespace) {
    return failed('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources')
  }
  const found = storedParameters(type, namespace, reference, request)
  if (found.length === 0 && textAt(reference, 'parameterNotFoundAction') === 'Deny') {
    return failed('no params found for policy binding with `Deny` parameterNotFoundAction')
  }
  return { type: 'found', parameters: found.map(stored => fromStorage(type, stored.object)) }
}

const failed = (message: string): Parameters => ({ type: 'failed', message })

function storedParameters(
  type: ResourceType,
  namespace: string,
  reference: JsonObject,
  { services }: AdmissionRequest,
): readonly Stored[] {
  const name = textAt(reference, 'name')
  if (name) {
    const stored = services.store.get(type.storageKey, namespace, name)
    return stored ? [stored] : []
  }
  const selector = objectAt(reference, 'selector')
  return services.store
    .list(type.storageKey, namespace)
    .filter(stored => matchesSelector(selector, objectAt(stored.metadata, 'labels')))
}

function splitVersion(apiVersion: string): readonly [string, string] {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)]
}
