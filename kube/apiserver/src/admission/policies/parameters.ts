/** The parameters that a binding gives to its policy. @module */
import type { JsonObject } from '@sluice/base/json'
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

/** Finds the parameters of a binding. */
export function parametersOf(policy: JsonObject, binding: JsonObject, request: AdmissionRequest): Parameters {
  const kind = findObject(objectAt(policy, 'spec'), 'paramKind')
  const reference = findObject(objectAt(binding, 'spec'), 'paramRef')
  if (!kind || !reference) return { type: 'found', parameters: [undefined] }
  const [group, version] = splitVersion(textAt(kind, 'apiVersion'))
  const type = request.services.registry.findKind(group, version, textAt(kind, 'kind'))
  if (!type) {
    const shown = `&ParamKind{APIVersion:${textAt(kind, 'apiVersion')},Kind:${textAt(kind, 'kind')},}`
    return { type: 'failed', message: `paramKind kind \`${shown}\` not known` }
  }
  const given = textAt(reference, 'namespace')
  if (!type.namespaced && given) {
    return failed('paramRef.namespace must not be provided for a cluster-scoped `paramKind`')
  }
  const namespace = type.namespaced ? given || request.namespace : ''
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
