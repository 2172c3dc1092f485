/** Admission policies and their bindings. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { conditionErrors } from '../values/conditions.ts'
import { child, type Draft, ensure, fill } from '../values/draft.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { type ExpressionScope, expressionProblem, policyScope } from './expressions.ts'
import { matchConditionErrors } from './match-condition-errors.ts'
import {
  bindingErrors,
  defaultBinding,
  defaultMatch,
  matchErrors,
  mutatingOperationErrors,
  paramKindErrors,
} from './match-resources.ts'
import { mutationErrors } from './mutation-errors.ts'
import { validationErrors } from './validation-errors.ts'

export const validatingPolicyStrategy: Strategy = defineKind({
  statusKeepsMetadata: true,
  defaults: defaultPolicy,
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    const scope = policyScope(spec)
    yield* policyErrors(spec, scope, false)
    yield* validationErrors(object, scope)
  },
  statusErrors: function* (object) {
    const status = objectAt(object, 'status')
    yield* warningErrors(objectAt(status, 'typeChecking'))
    yield* conditionErrors(status, 'status.conditions')
  },
})

/** A finding of the types of expressions says what and where. */
function* warningErrors(typeChecking: JsonObject): Generator<FieldError> {
  for (const [i, warning] of objectsAt(typeChecking, 'expressionWarnings').entries()) {
    const at = `status.typeChecking.expressionWarnings[${i}]`
    if (!textAt(warning, 'warning')) yield required(`${at}.warning`)
    if (!textAt(warning, 'fieldRef')) yield required(`${at}.fieldRef`)
  }
}

export const mutatingPolicyStrategy: Strategy = defineKind({
  defaults: defaultPolicy,
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    const scope = policyScope(spec, true)
    yield* policyErrors(spec, scope, true)
    yield* mutationErrors(spec, scope)
  },
})

function defaultPolicy(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'failurePolicy', 'Fail')
  const constraints = child(spec, 'matchConstraints')
  if (constraints) defaultMatch(constraints)
}

const failurePolicies = ['Fail', 'Ignore']

/** What both kinds have in common. */
function* policyErrors(spec: JsonObject, scope: ExpressionScope, isMutating: boolean): Generator<FieldError> {
  const failure = textAt(spec, 'failurePolicy')
  if (!failurePolicies.includes(failure)) yield notSupported('spec.failurePolicy', failure, failurePolicies)
  const kind = findObject(spec, 'paramKind')
  if (kind) yield* paramKindErrors(kind, 'spec.paramKind')
  const constraints = findObject(spec, 'matchConstraints')
  if (!constraints) yield required('spec.matchConstraints')
  else {
    yield* matchErrors(constraints, 'spec.matchConstraints')
    if (objectsAt(constraints, 'resourceRules').length === 0)
      yield required('spec.matchConstraints.resourceRules')
    if (isMutating) yield* mutatingOperationErrors(constraints, 'spec.matchConstraints')
  }
  // They are checked by themselves, without the policy's variables.
  yield* matchConditionErrors(
    spec,
    { ...scope, patches: false, variables: undefined },
    'spec.matchConditions',
  )
  yield* variableErrors(spec, scope)
}

const identifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/
const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

function* variableErrors(spec: JsonObject, scope: ExpressionScope): Generator<FieldError> {
  const known = new Map<string, NonNullable<ReturnType<typeof typeAt>>>()
  function typeAt(name: string) {
    return scope.variables?.get(name)
  }
  for (const [i, variable] of objectsAt(spec, 'variables').entries()) {
    const at = `spec.variables[${i}]`
    const [name, source] = [textAt(variable, 'name'), textAt(variable, 'expression')]
    if (!name.trim()) yield required(`${at}.name`, 'name is not specified')
    else if (!identifier.test(name) || reserved.has(name)) {
      yield invalid(`${at}.name`, name, 'must be a valid CEL identifier')
    }
    if (!source.trim()) yield required(`${at}.expression`, 'expression is not specified')
    else {
      const problem = expressionProblem(source, 'any', {
        ...scope,
        patches: false,
        variables: new Map(known),
      })
      if (problem !== undefined) yield invalid(`${at}.expression`, source, problem)
    }
    const type = typeAt(name)
    if (type) known.set(name, type)
  }
}

const actions = ['Audit', 'Deny', 'Warn']

export const validatingBindingStrategy: Strategy = defineKind({
  defaults: defaultBinding,
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    yield* bindingErrors(spec)
    const wanted = textsAt(spec, 'validationActions')
    const seen = new Set<string>()
    for (const [i, action] of wanted.entries()) {
      const field = `spec.validationActions[${i}]`
      if (!actions.includes(action)) yield notSupported(field, action, actions)
      if (seen.has(action)) yield duplicate(field, action)
      seen.add(action)
    }
    if (wanted.includes('Deny') && wanted.includes('Warn')) {
      yield invalid(
        'spec.validationActions',
        wanted,
        'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      )
    }
    if (wanted.length === 0) {
      yield required('spec.validationActions', 'at least one validation action is required')
    }
  },
})

export const mutatingBindingStrategy: Strategy = defineKind({
  defaults: defaultBinding,
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    yield* bindingErrors(spec)
    const match = findObject(spec, 'matchResources')
    if (match) yield* mutatingOperationErrors(match, 'spec.matchResources')
  },
})
