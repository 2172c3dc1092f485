/** FlowSchemas: which requests belong to which priority level. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { ensure } from '../values/draft.ts'
import { goForm } from '../values/go-form.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../values/names.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { resourceRuleErrors, urlRuleErrors } from './policy-rules.ts'

const [defaultPrecedence, mostPrecedence] = [1000, 10_000]

export const flowSchemaStrategy: Strategy = defineKind({
  statusKeepsMetadata: true,
  defaults: draft => {
    const spec = ensure(draft, 'spec')
    if (!numberAt(spec, 'matchingPrecedence')) spec['matchingPrecedence'] = defaultPrecedence
  },
  errors: function* (object) {
    const name = textAt(objectAt(object, 'metadata'), 'name')
    yield* schemaErrors(objectAt(object, 'spec'), name)
  },
  statusErrors: conditionTypeErrors,
})

/** Conditions of flow control have a type each, which none shares. */
export function* conditionTypeErrors(object: JsonObject): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, condition] of objectsAt(objectAt(object, 'status'), 'conditions').entries()) {
    const type = textAt(condition, 'type')
    const field = `status.conditions[${i}].type`
    if (seen.has(type)) yield duplicate(field, type)
    seen.add(type)
    if (!type) yield required(field)
  }
}

function* schemaErrors(spec: JsonObject, name: string): Generator<FieldError> {
  yield* precedenceErrors(numberAt(spec, 'matchingPrecedence') ?? 0, name)
  const method = findObject(spec, 'distinguisherMethod')
  const methods = ['ByNamespace', 'ByUser']
  if (method && !methods.includes(textAt(method, 'type'))) {
    yield notSupported('spec.distinguisherMethod.type', goForm('FlowDistinguisherMethod', method), methods)
  }
  const level = textAt(objectAt(spec, 'priorityLevelConfiguration'), 'name')
  const field = 'spec.priorityLevelConfiguration.name'
  if (!level) yield required(field, 'must reference a priority level')
  else for (const error of dnsSubdomainErrors(level)) yield invalid(field, level, error)
  for (const [i, rule] of objectsAt(spec, 'rules').entries()) yield* ruleErrors(rule, `spec.rules[${i}]`)
}

function* precedenceErrors(precedence: number, name: string): Generator<FieldError> {
  const field = 'spec.matchingPrecedence'
  if (precedence <= 0) yield invalid(field, precedence, 'must be a positive value')
  if (precedence > mostPrecedence) {
    yield invalid(field, precedence, `must not be greater than ${mostPrecedence}`)
  }
  if (precedence === 1 && name !== 'exempt') {
    yield invalid(field, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")
  }
}

function* ruleErrors(rule: JsonObject, at: string): Generator<FieldError> {
  const subjects = objectsAt(rule, 'subjects')
  for (const [i, subject] of subjects.entries()) yield* subjectErrors(subject, `${at}.subjects[${i}]`)
  if (subjects.length === 0) yield required(`${at}.subjects`, 'subjects must contain at least one value')
  const [resources, urls] = [objectsAt(rule, 'resourceRules'), objectsAt(rule, 'nonResourceRules')]
  if (resources.length + urls.length === 0) {
    yield required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty')
  }
  for (const [i, each] of resources.entries()) yield* resourceRuleErrors(each, `${at}.resourceRules[${i}]`)
  for (const [i, each] of urls.entries()) yield* urlRuleErrors(each, `${at}.nonResourceRules[${i}]`)
}

/** The kinds of subjects, and the member that each has. */
const members = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const

function* subjectErrors(subject: JsonObject, at: string): Generator<FieldError> {
  const kind = textAt(subject, 'kind')
  const own = Object.entries(members).find(([name]) => name === kind)?.[1]
  if (!own) return yield notSupported(`${at}.kind`, kind, Object.keys(members).sort())
  const value = findObject(subject, own)
  if (!value) yield required(`${at}.${own}`, `${own} is required when subject kind is '${kind}'`)
  else yield* memberErrors(value, own, `${at}.${own}`)
  for (const [other, member] of Object.entries(members)) {
    if (member === own || !findObject(subject, member)) continue
    yield forbiddenField(`${at}.${member}`, `${member} is forbidden when subject kind is not '${other}'`)
  }
}

function* memberErrors(value: JsonObject, member: string, at: string): Generator<FieldError> {
  const name = textAt(value, 'name')
  if (!name) yield required(`${at}.name`)
  if (member !== 'serviceAccount') return
  if (name && name !== '*') {
    for (const error of dnsSubdomainErrors(name)) yield invalid(`${at}.name`, name, error)
  }
  const namespace = textAt(value, 'namespace')
  if (!namespace) yield required(`${at}.namespace`, 'must specify namespace for service account')
  else for (const error of dnsLabelErrors(namespace)) yield invalid(`${at}.namespace`, namespace, error)
}
