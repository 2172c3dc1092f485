/** The MutatingAdmissionPolicy plugin: expressions that users write change what is stored. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../../kinds/index.ts'
import { ApiError, forbidden } from '../../status/index.ts'
import { type ExpressionScope, policyScope } from '../../strategy/registration/expressions.ts'
import { findObject, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest, MutatingRequest } from '../chain.ts'
import { ExpressionRun } from '../expression-run.ts'
import { matchConditions } from '../match-conditions.ts'
import { refusedName } from '../refused-name.ts'
import type { ReinvocationState } from '../reinvocation.ts'
import { isExempt, type Match, matchConstraints } from '../request-match.ts'
import { requestVariables } from '../request-variables.ts'
import { inVersion } from '../versions.ts'
import { type BoundPolicy, boundPolicies } from './bound-policies.ts'
import { MutationFailed, mutationResult } from './mutation.ts'
import { parameterKindProblem, parametersOf } from './parameters.ts'

const policies = 'mutatingadmissionpolicies.admissionregistration.k8s.io'
const bindings = 'mutatingadmissionpolicybindings.admissionregistration.k8s.io'

type WithObject = MutatingRequest & { readonly object: JsonObject }

export const mutatingAdmissionPolicy: AdmissionPlugin = {
  name: 'MutatingAdmissionPolicy',
  seesWritten: true,
  async mutate(request) {
    if (isExempt(request) || request.operation === 'DELETE') return request.object
    const bound = boundPolicies(request, policies, bindings)
    if (bound.length === 0) return request.object
    const state = request.reinvocation.stateOf('policies')
    if (request.reinvocation.isSecond && state.isChanged(request.object)) state.require()
    const problems: Problem[] = []
    const calls = bound.flatMap(each => callsOf(each, request, problems))
    const { object } = await mutatedBy(calls, request, state, problems)
    state.done(object)
    const [first] = problems
    if (first) throw refused(first, problems, request)
    return object
  },
}

/** One policy with one binding and one parameter. */
interface Call {
  readonly bound: BoundPolicy
  readonly binding: JsonObject
  readonly match: Match
  readonly parameter: JsonObject | undefined
  readonly key: string
}

interface Problem {
  readonly message: string
  readonly reason: string
}

const nameOf = (object: JsonObject) => textAt(objectAt(object, 'metadata'), 'name')

function problemOf(
  { policy, name }: BoundPolicy,
  binding: JsonObject | undefined,
  message: string,
  reason: string,
) {
  if (textAt(objectAt(policy, 'spec'), 'failurePolicy') === 'Ignore') return []
  const bound = binding ? ` with binding '${nameOf(binding)}'` : ''
  const text = `policy '${name}'${bound} denied request: ${message}`
  return [{ message: text, reason }]
}

function callsOf(bound: BoundPolicy, request: WithObject, problems: Problem[]): readonly Call[] {
  const match = matchConstraints(findObject(objectAt(bound.policy, 'spec'), 'matchConstraints'), request)
  if (!match) return []
  const problem = parameterKindProblem(bound.policy, request)
  if (problem !== undefined) {
    problems.push(...problemOf(bound, undefined, problem, 'Forbidden'))
    return []
  }
  return bound.bindings.flatMap(binding => {
    if (!matchConstraints(findObject(objectAt(binding, 'spec'), 'matchResources'), request)) return []
    const found = parametersOf(bound.policy, binding, request)
    if (found.type === 'failed') {
      const message = `failed to configure binding: ${found.message}`
      problems.push(...problemOf(bound, binding, message, 'Forbidden'))
      return []
    }
    return found.parameters.map(parameter => {
      const of = parameter ? objectAt(parameter, 'metadata') : {}
      const key = [bound.name, nameOf(binding), textAt(of, 'namespace'), textAt(of, 'name')].join('/')
      return { bound, binding, match, parameter, key }
    })
  })
}

/** The object after all calls, one after the other; each sees what those before it made. */
async function mutatedBy(
  calls: readonly Call[],
  request: WithObject,
  state: ReinvocationState,
  problems: Problem[],
): Promise<WithObject> {
  let current = request
  let isMutated = false
  for (const call of calls) {
    const seen = await inVersion(current, call.match.type)
    const outcome = mutatedOnce(call, seen, state, problems)
    if (!outcome) continue
    isMutated ||= outcome.isMutated
    if (!deepEqual(outcome.object, seen.object)) {
      const back = await inVersion(
        { ...seen, resourceType: call.match.type, object: outcome.object },
        request.resourceType,
      )
      current = { ...current, object: back.object }
    }
    if (textAt(objectAt(call.bound.policy, 'spec'), 'reinvocationPolicy') === 'IfNeeded')
      state.invoked(call.key)
  }
  if (isMutated) {
    // kube-apiserver: what was mutated goes back to all that ask for it, also to the one that did it.
    state.require()
    request.reinvocation.want()
  }
  return current
}

/** Undefined where the policy is not run. */
function mutatedOnce(
  { bound, binding, match, parameter, key }: Call,
  request: WithObject,
  state: ReinvocationState,
  problems: Problem[],
): { readonly object: JsonObject; readonly isMutated: boolean } | undefined {
  const spec = objectAt(bound.policy, 'spec')
  const scope = scopeOf(spec)
  const runOn = (seen: AdmissionRequest) =>
    new ExpressionRun(spec, scope, requestVariables(seen, match, parameter))
  const verdict = matchConditions(spec, runOn(request))
  if (verdict.type === 'fails') problems.push(...problemOf(bound, binding, verdict.message, 'Invalid'))
  if (verdict.type !== 'matches') return undefined
  if (request.reinvocation.isSecond && !state.isDue(key)) return undefined
  let object = request.object
  let isMutated = false
  for (const mutation of objectsAt(spec, 'mutations')) {
    const seen = { ...request, object }
    try {
      const made = mutationResult(mutation, { ...seen, resourceType: match.type }, runOn(seen))
      requireConvertible(match.type, request.resourceType)
      object = made
      isMutated = true
    } catch (error) {
      if (!(error instanceof MutationFailed)) throw error
      problems.push(...problemOf(bound, binding, error.message, 'Invalid'))
    }
  }
  return { object, isMutated }
}

/** kube-apiserver: a built-in kind can only be changed in the version of the request. */
function requireConvertible(from: ResourceType, to: ResourceType): void {
  if (from.custom || from.apiVersion === to.apiVersion) return
  const [now, wanted] = [from, to].map(type => `(${type.version}.${type.kind})`)
  throw new MutationFailed(`converting ${now} to ${wanted}: unknown conversion`)
}

const scopes = new WeakMap<JsonObject, ExpressionScope>()

function scopeOf(spec: JsonObject): ExpressionScope {
  let scope = scopes.get(spec)
  if (!scope) scopes.set(spec, (scope = policyScope(spec, true)))
  return scope
}

function refused(first: Problem, problems: readonly Problem[], request: AdmissionRequest) {
  const { code, details } = forbidden(request.resourceType, refusedName(request), '')
  return new ApiError({
    code,
    reason: first.reason,
    message: first.message,
    details: { ...details, causes: problems.map(({ message }) => ({ message })) },
  })
}
