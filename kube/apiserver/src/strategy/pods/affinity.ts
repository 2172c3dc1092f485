/** Validation of node affinity and of affinity between Pods. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { dnsSubdomainErrors, labelValueErrors, qualifiedNameErrors } from '../values/names.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { selectorErrors } from '../values/selector.ts'
import { labelKeyErrors } from './label-keys.ts'

/** What is wrong with the affinity of a Pod. */
export function* affinityErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const affinity = findObject(spec, 'affinity')
  if (!affinity) return
  const at = `${path}.affinity`
  const node = findObject(affinity, 'nodeAffinity')
  if (node) yield* nodeAffinityErrors(node, `${at}.nodeAffinity`)
  for (const name of ['podAffinity', 'podAntiAffinity']) {
    const pods = findObject(affinity, name)
    if (pods) yield* podAffinityErrors(pods, `${at}.${name}`)
  }
}

function* nodeAffinityErrors(affinity: JsonObject, at: string): Generator<FieldError> {
  const need = findObject(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')
  if (need) yield* nodeSelectorErrors(need, `${at}.requiredDuringSchedulingIgnoredDuringExecution`)
  const wishes = objectsAt(affinity, 'preferredDuringSchedulingIgnoredDuringExecution')
  for (const [i, wish] of wishes.entries()) {
    const each = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
    yield* weightErrors(wish, each)
    yield* nodeTermErrors(objectAt(wish, 'preference'), `${each}.preference`)
  }
}

/** What is wrong with a node selector. */
export function* nodeSelectorErrors(selector: JsonObject, at: string): Generator<FieldError> {
  const terms = objectsAt(selector, 'nodeSelectorTerms')
  if (terms.length === 0)
    yield required(`${at}.nodeSelectorTerms`, 'must have at least one node selector term')
  for (const [i, term] of terms.entries()) {
    yield* nodeTermErrors(term, `${at}.nodeSelectorTerms[${i}]`)
    yield* termValueErrors(term, `${at}.nodeSelectorTerms[${i}]`)
  }
}

/** What must be fulfilled names values that labels can have; what is only wished for need not. */
function* termValueErrors(term: JsonObject, at: string): Generator<FieldError> {
  for (const [i, requirement] of objectsAt(term, 'matchExpressions').entries()) {
    for (const [j, value] of textsAt(requirement, 'values').entries()) {
      const field = `${at}.matchExpressions[${i}].values[${j}]`
      for (const error of labelValueErrors(value)) yield invalid(field, value, error)
    }
  }
}

function* nodeTermErrors(term: JsonObject, at: string): Generator<FieldError> {
  for (const [i, requirement] of objectsAt(term, 'matchExpressions').entries()) {
    yield* requirementErrors(requirement, `${at}.matchExpressions[${i}]`)
  }
  for (const [i, requirement] of objectsAt(term, 'matchFields').entries()) {
    yield* nodeFieldErrors(requirement, `${at}.matchFields[${i}]`)
  }
}

/** A node can be told by its name alone, one at a time. */
function* nodeFieldErrors(requirement: JsonObject, at: string): Generator<FieldError> {
  const [key, operator] = [textAt(requirement, 'key'), textAt(requirement, 'operator')]
  const values = textsAt(requirement, 'values')
  if (operator !== 'In' && operator !== 'NotIn') {
    yield invalid(`${at}.operator`, operator, 'not a valid selector operator')
  } else if (values.length !== 1) {
    const why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
    yield required(`${at}.values`, why)
  }
  if (key !== 'metadata.name') return yield invalid(`${at}.key`, key, 'not a valid field selector key')
  for (const [i, value] of values.entries()) {
    for (const error of dnsSubdomainErrors(value)) yield invalid(`${at}.values[${i}]`, value, error)
  }
}

function* requirementErrors(requirement: JsonObject, at: string): Generator<FieldError> {
  const [key, operator] = [textAt(requirement, 'key'), textAt(requirement, 'operator')]
  const values = textsAt(requirement, 'values')
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        yield required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
      }
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        yield forbiddenField(
          `${at}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        )
      }
      break
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        yield required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")
      }
      break
    default:
      yield invalid(`${at}.operator`, operator, 'not a valid selector operator')
  }
  for (const error of qualifiedNameErrors(key)) yield invalid(`${at}.key`, key, error)
}

function* weightErrors(wish: JsonObject, at: string): Generator<FieldError> {
  const weight = numberAt(wish, 'weight') ?? 0
  if (weight <= 0 || weight > 100) yield invalid(`${at}.weight`, weight, 'must be in the range 1-100')
}

function* podAffinityErrors(affinity: JsonObject, at: string): Generator<FieldError> {
  const needs = objectsAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')
  for (const [i, term] of needs.entries()) {
    yield* podTermErrors(term, `${at}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`)
  }
  const wishes = objectsAt(affinity, 'preferredDuringSchedulingIgnoredDuringExecution')
  for (const [i, wish] of wishes.entries()) {
    const each = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
    yield* weightErrors(wish, each)
    yield* podTermErrors(objectAt(wish, 'podAffinityTerm'), `${each}.podAffinityTerm`)
  }
}

function* podTermErrors(term: JsonObject, at: string): Generator<FieldError> {
  for (const name of ['labelSelector', 'namespaceSelector']) {
    const selector = findObject(term, name)
    if (selector) yield* selectorErrors(selector, `${at}.${name}`)
  }
  yield* labelKeyErrors(term, at)
  const key = textAt(term, 'topologyKey')
  if (!key) yield required(`${at}.topologyKey`, 'can not be empty')
  for (const error of qualifiedNameErrors(key)) yield invalid(`${at}.topologyKey`, key, error)
  if (listAt(term, 'namespaces').some(name => name === '')) yield required(`${at}.namespaces`)
}
