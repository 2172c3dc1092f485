/** The ValidatingAdmissionPolicy plugin: rules that users write decide what is stored. @module */
import type { JsonObject } from '@sluice/base/json'
import { CelMap, type Expression, fromJson, type Key, type Value } from '@sluice/cel'
import { ApiError, forbidden } from '../status/index.ts'
import { compileAdmissionExpression } from '../strategy/registration/expressions.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'
import { matchesConstraints, parametersOf } from './policy-match.ts'

const policies = 'validatingadmissionpolicies.admissionregistration.k8s.io'
const bindings = 'validatingadmissionpolicybindings.admissionregistration.k8s.io'
/** What one expression may cost. */
const costLimit = 10_000_000

export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(request) {
    const { store } = request.services
    // Policies cannot lock themselves in.
    if (request.resourceType.group === 'admissionregistration.k8s.io') return
    for (const binding of store.list(bindings)) {
      const policy = store.get(policies, '', textAt(objectAt(binding.object, 'spec'), 'policyName'))
      if (policy) judge(policy.object, binding.object, request)
    }
  },
}

function judge(policy: JsonObject, binding: JsonObject, request: AdmissionRequest): void {
  const [spec, bound] = [objectAt(policy, 'spec'), objectAt(binding, 'spec')]
  if (!matchesConstraints(findObject(spec, 'matchConstraints'), request)) return
  if (!matchesConstraints(findObject(bound, 'matchResources'), request)) return
  const parameters = parametersOf(policy, binding, request)
  const failure = parameters
    ? firstFailure(policy, request, parameters)
    : missingParameters(spec, textAt(objectAt(bound, 'paramRef'), 'parameterNotFoundAction'))
  if (failure) enforce(failure, policy, binding, request)
}

interface Failure {
  readonly message: string
  readonly reason: string
}

function missingParameters(spec: JsonObject, action: string): Failure | undefined {
  if (action !== 'Deny' || textAt(spec, 'failurePolicy') === 'Ignore') return undefined
  const message =
    'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'
  return { message, reason: 'Invalid' }
}

function firstFailure(
  policy: JsonObject,
  request: AdmissionRequest,
  parameters: readonly (JsonObject | undefined)[],
): Failure | undefined {
  for (const parameter of parameters) {
    const found = new Evaluator(policy, request, parameter).failure()
    if (found) return found
  }
  return undefined
}

type Outcome =
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'error'; readonly message: string }

/** One policy on one request with one parameter. */
class Evaluator {
  readonly #spec: JsonObject
  readonly #ignoresErrors: boolean
  readonly #values: Map<string, Value>

  constructor(policy: JsonObject, request: AdmissionRequest, parameter: JsonObject | undefined) {
    this.#spec = objectAt(policy, 'spec')
    this.#ignoresErrors = textAt(this.#spec, 'failurePolicy') === 'Ignore'
    this.#values = new Map<string, Value>([
      ['object', fromJson(request.object ?? null)],
      ['oldObject', fromJson(request.oldObject ?? null)],
      ['request', fromJson(requestJson(request))],
      ['params', fromJson(parameter ?? null)],
      ['namespaceObject', fromJson(namespaceOf(request))],
    ])
  }

  failure(): Failure | undefined {
    const applies = this.#conditions()
    if (applies !== true) return applies
    this.#defineVariables()
    for (const validation of objectsAt(this.#spec, 'validations')) {
      const found = this.#validation(validation)
      if (found) return found
    }
    return undefined
  }

  /** Whether all match conditions hold; a condition that fails to say is a failure, or none where errors are ignored. */
  #conditions(): true | Failure | undefined {
    for (const condition of objectsAt(this.#spec, 'matchConditions')) {
      const outcome = this.#evaluate(textAt(condition, 'expression'))
      if (outcome.type === 'error')
        return this.#ignoresErrors ? undefined : { message: outcome.message, reason: 'Invalid' }
      if (outcome.value !== true) return undefined
    }
    return true
  }

  /** A variable that fails is not there, so that only what uses it fails. */
  #defineVariables(): void {
    const variables = new Map<Key, Value>()
    for (const variable of objectsAt(this.#spec, 'variables')) {
      this.#values.set('variables', new CelMap(variables))
      const outcome = this.#evaluate(textAt(variable, 'expression'))
      if (outcome.type === 'value') variables.set(textAt(variable, 'name'), outcome.value)
    }
    this.#values.set('variables', new CelMap(variables))
  }

  #validation(validation: JsonObject): Failure | undefined {
    const expression = textAt(validation, 'expression')
    const reason = textAt(validation, 'reason') || 'Invalid'
    const outcome = this.#evaluate(expression)
    if (outcome.type === 'error') {
      if (this.#ignoresErrors) return undefined
      return { message: `expression '${expression}' resulted in error: ${outcome.message}`, reason }
    }
    return outcome.value === true ? undefined : { message: this.#message(validation, expression), reason }
  }

  #message(validation: JsonObject, expression: string): string {
    const source = textAt(validation, 'messageExpression')
    const outcome = source ? this.#evaluate(source) : undefined
    if (outcome?.type === 'value' && typeof outcome.value === 'string' && outcome.value.trim())
      return outcome.value.trim()
    return textAt(validation, 'message').trim() || `failed expression: ${expression.trim()}`
  }

  #evaluate(source: string): Outcome {
    const expression = compiled(source)
    if (typeof expression === 'string') return { type: 'error', message: `compilation error: ${expression}` }
    const result = expression.evaluate(name => this.#values.get(name), { costLimit })
    return result.type === 'value' ? result : { type: 'error', message: result.error.message }
  }
}

const cache = new Map<string, Expression | string>()
const maxCached = 2000

function compiled(source: string): Expression | string {
  const known = cache.get(source)
  if (known !== undefined) return known
  const result = compileAdmissionExpression(source)
  const found = result.type === 'compiled' ? result.expression : result.message
  if (cache.size >= maxCached) cache.clear()
  cache.set(source, found)
  return found
}

function requestJson(request: AdmissionRequest): JsonObject {
  const { resourceType, subresource, name, namespace, operation, user, dryRun, options } = request
  const { group, version, kind, plural } = resourceType
  const [kindJson, resource] = [
    { group, version, kind },
    { group, version, resource: plural },
  ]
  return {
    kind: kindJson,
    resource,
    subResource: subresource,
    requestKind: kindJson,
    requestResource: resource,
    requestSubResource: subresource,
    name,
    namespace,
    operation,
    userInfo: { username: user.username, uid: user.uid ?? '', groups: user.groups, extra: { ...user.extra } },
    dryRun,
    ...(options ? { options } : {}),
  }
}

function namespaceOf({ resourceType, services, namespace }: AdmissionRequest): JsonObject | null {
  if (!resourceType.namespaced) return null
  return services.store.get('namespaces', '', namespace)?.object ?? null
}

const codes: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}

/** Denies, warns, or leaves it at that, as the binding says. */
function enforce(failure: Failure, policy: JsonObject, binding: JsonObject, request: AdmissionRequest): void {
  const actions = textsAt(objectAt(binding, 'spec'), 'validationActions')
  const nameOf = (object: JsonObject) => textAt(objectAt(object, 'metadata'), 'name')
  const which = `ValidatingAdmissionPolicy '${nameOf(policy)}' with binding '${nameOf(binding)}'`
  if (actions.includes('Warn')) request.warn(`Validation failed for ${which}: ${failure.message}`)
  if (!actions.includes('Deny')) return
  const text = `${which} denied request: ${failure.message}`
  const { message, details } = forbidden(request.resourceType, request.name, text)
  throw new ApiError({
    code: codes[failure.reason] ?? 422,
    reason: failure.reason,
    message,
    details: { ...details, causes: [{ message: text }] },
  })
}
