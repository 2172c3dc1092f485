import { type Library, member } from '../functions.ts'
import { boolType, opaqueType, stringType, type Type } from '../types.ts'
import { EvaluationError, type Value } from '../values.ts'

const authorizer = opaqueType('kubernetes.authorization.Authorizer')
const path = opaqueType('kubernetes.authorization.PathCheck')
const group = opaqueType('kubernetes.authorization.GroupCheck')
const resource = opaqueType('kubernetes.authorization.ResourceCheck')
const decision = opaqueType('kubernetes.authorization.Decision')

/** No environment here has a value of these types, so nothing can be called on one. */
function absent(): Value {
  throw new EvaluationError('no such overload')
}

const declared = (id: string, params: readonly Type[], result: Type) => member(id, params, result, absent)

/**
 * Kubernetes' functions on `authorizer`. They are declared everywhere, also where that variable is not: an
 * expression is then told that it lacks the variable.
 */
export const authorizers: Library = {
  path: [declared('authorizer_path', [authorizer, stringType], path)],
  group: [declared('authorizer_group', [authorizer, stringType], group)],
  serviceAccount: [declared('authorizer_serviceaccount', [authorizer, stringType, stringType], authorizer)],
  resource: [declared('groupcheck_resource', [group, stringType], resource)],
  subresource: [declared('resourcecheck_subresource', [resource, stringType], resource)],
  namespace: [declared('resourcecheck_namespace', [resource, stringType], resource)],
  name: [declared('resourcecheck_name', [resource, stringType], resource)],
  fieldSelector: [declared('authorizer_fieldselector', [resource, stringType], resource)],
  labelSelector: [declared('authorizer_labelselector', [resource, stringType], resource)],
  check: [
    declared('pathcheck_check', [path, stringType], decision),
    declared('resourcecheck_check', [resource, stringType], decision),
  ],
  errored: [declared('decision_errored', [decision], boolType)],
  error: [declared('decision_error', [decision], stringType)],
  allowed: [declared('decision_allowed', [decision], boolType)],
  reason: [declared('decision_reason', [decision], stringType)],
}
