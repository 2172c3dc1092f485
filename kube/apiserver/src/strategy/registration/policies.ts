/** Admission policies and their bindings. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { child, type Draft, ensure, fill } from '../values/draft.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { selectorErrors } from '../values/selector.ts'
import { expressionErrors } from './expressions.ts'
import { defaultRules, ruleErrors } from './rules.ts'

export const validatingPolicyStrategy: Strategy = defineKind({
  statusKeepsMetadata: true,
  defaults: draft => defaultPolicy(draft),
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    yield* policyErrors(spec)
    yield* validationErrors(spec)
  },
})

export const mutatingPolicyStrategy: Strategy = defineKind({
  defaults: draft => {
    defaultPolicy(draft)
  },
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    yield* policyErrors(spec)
    if (objectsAt(spec, 'mutations').length === 0) {
      yield required('spec.mutations', 'mutations must contain at least one item')
    }
    const policy = textAt(spec, 'reinvocationPolicy')
    if (!policy) yield required('spec.reinvocationPolicy')
    else if (policy !== 'Never' && policy !== 'IfNeeded') {
      yield notSupported('spec.reinvocationPolicy', policy, ['IfNeeded', 'Never'])
    }
  },
})

function defaultPolicy(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'failurePolicy', 'Fail')
  const constraints = child(spec, 'matchConstraints')
  if (constraints) defaultMatch(constraints)
}

function defaultMatch(match: Draft): void {
  fill(match, 'matchPolicy', 'Equivalent')
  ensure(match, 'namespaceSelector')
  ensure(match, 'objectSelector')
  for (const list of ['resourceRules', 'excludeResourceRules']) defaultRules(match, list)
}

function* policyErrors(spec: JsonObject): Generator<FieldError> {
  const failure = textAt(spec, 'failurePolicy')
  if (failure !== 'Fail' && failure !== 'Ignore') {
    yield notSupported('spec.failurePolicy', failure, ['Fail', 'Ignore'])
  }
  const kind = findObject(spec, 'paramKind')
  if (kind) {
    for (const field of ['apiVersion', 'kind'])
      if (!textAt(kind, field)) yield required(`spec.paramKind.${field}`)
  }
  const constraints = findObject(spec, 'matchConstraints')
  if (!constraints) yield required('spec.matchConstraints')
  else {
    if (objectsAt(constraints, 'resourceRules').length === 0)
      yield required('spec.matchConstraints.resourceRules')
    yield* matchErrors(constraints, 'spec.matchConstraints')
  }
  for (const [i, condition] of objectsAt(spec, 'matchConditions').entries()) {
    yield* expressionErrors(condition, 'bool', `spec.matchConditions[${i}].expression`)
  }
}

function* matchErrors(match: JsonObject, at: string): Generator<FieldError> {
  for (const field of ['namespaceSelector', 'objectSelector']) {
    yield* selectorErrors(objectAt(match, field), `${at}.${field}`)
  }
  for (const list of ['resourceRules', 'excludeResourceRules']) {
    for (const [i, rule] of objectsAt(match, list).entries()) yield* ruleErrors(rule, `${at}.${list}[${i}]`)
  }
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']

function* validationErrors(spec: JsonObject): Generator<FieldError> {
  const [validations, annotations] = [objectsAt(spec, 'validations'), objectsAt(spec, 'auditAnnotations')]
  if (validations.length + annotations.length === 0) {
    const why = 'validations or auditAnnotations must contain at least one item'
    yield required('spec.validations', why)
    yield required('spec.auditAnnotations', why)
  }
  for (const [i, validation] of validations.entries()) {
    const at = `spec.validations[${i}]`
    if (!textAt(validation, 'expression').trim())
      yield required(`${at}.expression`, 'expression is not specified')
    else yield* expressionErrors(validation, 'bool', `${at}.expression`)
    const reason = validation['reason']
    if (typeof reason === 'string' && !reasons.includes(reason)) {
      yield notSupported(`${at}.reason`, reason, ['Forbidden', 'Invalid', 'RequestEntityTooLarge'])
    }
  }
}

const actions = ['Audit', 'Deny', 'Warn']

export const validatingBindingStrategy: Strategy = defineKind({
  defaults: defaultBinding,
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    yield* bindingErrors(spec)
    const wanted = textsAt(spec, 'validationActions')
    if (wanted.length === 0) yield required('spec.validationActions')
    for (const action of wanted) {
      if (!actions.includes(action)) yield notSupported('spec.validationActions', action, actions)
    }
    if (wanted.includes('Deny') && wanted.includes('Warn')) {
      yield invalid(
        'spec.validationActions',
        wanted,
        'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      )
    }
  },
})

export const mutatingBindingStrategy: Strategy = defineKind({
  defaults: defaultBinding,
  errors: object => bindingErrors(objectAt(object, 'spec')),
})

function defaultBinding(draft: Draft): void {
  const match = child(ensure(draft, 'spec'), 'matchResources')
  if (match) defaultMatch(match)
}

function* bindingErrors(spec: JsonObject): Generator<FieldError> {
  if (!textAt(spec, 'policyName')) yield required('spec.policyName')
  const match = findObject(spec, 'matchResources')
  if (match) yield* matchErrors(match, 'spec.matchResources')
  const parameter = findObject(spec, 'paramRef')
  if (!parameter) return
  const [name, selector] = [textAt(parameter, 'name'), findObject(parameter, 'selector')]
  if (!name && !selector) yield required('spec.paramRef', 'one of name or selector must be specified')
  if (textAt(parameter, 'parameterNotFoundAction') === '') {
    yield required('spec.paramRef.parameterNotFoundAction', "must be one of 'Allow' or 'Deny'")
  }
}
