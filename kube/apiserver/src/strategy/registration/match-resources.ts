/** What a policy or a binding is about: `matchConstraints`, `matchResources`, parameters. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { child, type Draft, ensure, fill } from '../values/draft.ts'
import { dnsLabel1035Errors, dnsSubdomainErrors, pathSegmentErrors } from '../values/names.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { selectorErrors } from '../values/selector.ts'
import { defaultRules, namedRuleErrors } from './rules.ts'

export function defaultMatch(match: Draft): void {
  fill(match, 'matchPolicy', 'Equivalent')
  ensure(match, 'namespaceSelector')
  ensure(match, 'objectSelector')
  for (const list of ['resourceRules', 'excludeResourceRules']) defaultRules(match, list)
}

export function defaultBinding(draft: Draft): void {
  const match = child(ensure(draft, 'spec'), 'matchResources')
  if (match) defaultMatch(match)
}

const matchPolicies = ['Equivalent', 'Exact']

/** What is wrong with constraints. */
export function* matchErrors(match: JsonObject, at: string): Generator<FieldError> {
  const policy = textAt(match, 'matchPolicy')
  if (!matchPolicies.includes(policy)) yield notSupported(`${at}.matchPolicy`, policy, matchPolicies)
  for (const field of ['namespaceSelector', 'objectSelector']) {
    yield* selectorErrors(objectAt(match, field), `${at}.${field}`)
  }
  for (const list of ['resourceRules', 'excludeResourceRules']) {
    for (const [i, rule] of objectsAt(match, list).entries())
      yield* namedRuleErrors(rule, `${at}.${list}[${i}]`)
  }
}

const mutatingOperations = ['*', 'CONNECT', 'CREATE', 'UPDATE']

/** Policies that change objects are about writes of objects only. */
export function* mutatingOperationErrors(match: JsonObject, at: string): Generator<FieldError> {
  for (const rule of objectsAt(match, 'resourceRules')) {
    for (const operation of textsAt(rule, 'operations')) {
      if (!mutatingOperations.includes(operation)) {
        yield notSupported(`${at}.resourceRules.operations`, operation, mutatingOperations)
      }
    }
  }
}

/** What is wrong with a kind of parameters. */
export function* paramKindErrors(kind: JsonObject, at: string): Generator<FieldError> {
  yield* apiVersionErrors(textAt(kind, 'apiVersion'), `${at}.apiVersion`)
  const name = textAt(kind, 'kind')
  if (!name) return yield required(`${at}.kind`)
  const errors = dnsLabel1035Errors(name.toLowerCase())
  if (errors.length > 0) {
    const why = `may have mixed case, but should otherwise match: ${errors.join(',')}`
    yield invalid(`${at}.kind`, name, why)
  }
}

function* apiVersionErrors(text: string, field: string): Generator<FieldError> {
  if (!text) return yield required(field)
  const parts = text.split('/')
  if (parts.length > 2) return yield invalid(field, text, `unexpected GroupVersion string: ${text}`)
  const [group, version] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', text]
  if (group) {
    const errors = dnsSubdomainErrors(group)
    if (errors.length > 0) yield invalid(field, group, errors.join(','))
  }
  if (!version) return yield invalid(field, text, 'version must be specified')
  const errors = dnsLabel1035Errors(version)
  if (errors.length > 0) yield invalid(field, version, errors.join(','))
}

/** What is wrong with a binding, but for its actions. */
export function* bindingErrors(spec: JsonObject): Generator<FieldError> {
  const policy = textAt(spec, 'policyName')
  if (!policy) yield required('spec.policyName')
  else for (const error of dnsSubdomainErrors(policy)) yield invalid('spec.policyName', policy, error)
  const parameter = findObject(spec, 'paramRef')
  if (parameter) yield* parameterErrors(parameter, 'spec.paramRef')
  const match = findObject(spec, 'matchResources')
  if (match) yield* matchErrors(match, 'spec.matchResources')
}

const notFoundActions = ['Deny', 'Allow']
const eitherText = 'name and selector are mutually exclusive'

function* parameterErrors(parameter: JsonObject, at: string): Generator<FieldError> {
  const [name, selector] = [textAt(parameter, 'name'), findObject(parameter, 'selector')]
  if (name) {
    for (const error of pathSegmentErrors(name)) yield invalid(`${at}.name`, name, error)
    if (selector) yield forbiddenField(`${at}.name`, eitherText)
  }
  if (selector) {
    yield* selectorErrors(selector, `${at}.selector`)
    if (name) yield forbiddenField(`${at}.selector`, eitherText)
  }
  if (!name && !selector) yield required(at, 'one of name or selector must be specified')
  const action = textAt(parameter, 'parameterNotFoundAction')
  if (!action) yield required(`${at}.parameterNotFoundAction`)
  else if (!notFoundActions.includes(action)) {
    yield notSupported(`${at}.parameterNotFoundAction`, action, notFoundActions)
  }
}
