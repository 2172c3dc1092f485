/** Validation of tolerations, taints and topology spread constraints. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { labelValueErrors, qualifiedNameErrors } from '../values/names.ts'
import { findObject, numberAt, objectsAt, textAt } from '../values/read.ts'
import { selectorErrors } from '../values/selector.ts'
import { labelKeyErrors } from './label-keys.ts'

/** Kubernetes names four, of which two are not to be used yet. */
const operators = ['Equal', 'Exists']
/** Those of a feature that is off. */
const comparisons = ['Lt', 'Gt']

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** What is wrong with the tolerations of a Pod. */
export function* tolerationErrors(spec: JsonObject, path: string): Generator<FieldError> {
  for (const [i, toleration] of objectsAt(spec, 'tolerations').entries()) {
    yield* oneTolerationErrors(toleration, `${path}[${i}]`)
  }
}

function* oneTolerationErrors(toleration: JsonObject, at: string): Generator<FieldError> {
  const [key, value] = [textAt(toleration, 'key'), textAt(toleration, 'value')]
  const [operator, effect] = [textAt(toleration, 'operator'), textAt(toleration, 'effect')]
  if (key) for (const error of qualifiedNameErrors(key)) yield invalid(`${at}.key`, key, error)
  else if (operator !== 'Exists') {
    yield invalid(
      `${at}.operator`,
      operator,
      'operator must be Exists when `key` is empty, which means "match all values and all keys"',
    )
  }
  if (toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute') {
    yield invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
  }
  if (operator === 'Equal' || operator === '') {
    if (labelValueErrors(value).length > 0)
      yield invalid(`${at}.operator`, value, labelValueErrors(value).join(';'))
  } else if (operator === 'Exists') {
    if (value) yield invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'")
  } else {
    const known = comparisons.includes(operator) ? [...operators, ...comparisons] : operators
    yield notSupported(`${at}.operator`, operator, known)
  }
  if (effect && !taintEffects.includes(effect)) yield notSupported(`${at}.effect`, effect, taintEffects)
}

const unsatisfiable = ['DoNotSchedule', 'ScheduleAnyway']

/** What is wrong with the topology spread constraints of a Pod. */
export function* topologySpreadErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const constraints = objectsAt(spec, 'topologySpreadConstraints')
  for (const [i, constraint] of constraints.entries()) {
    const at = `${path}.topologySpreadConstraints[${i}]`
    const skew = numberAt(constraint, 'maxSkew') ?? 0
    if (skew <= 0) yield invalid(`${at}.maxSkew`, skew, 'must be greater than zero')
    if (!textAt(constraint, 'topologyKey')) yield required(`${at}.topologyKey`, 'can not be empty')
    const action = textAt(constraint, 'whenUnsatisfiable')
    if (!unsatisfiable.includes(action)) yield notSupported(`${at}.whenUnsatisfiable`, action, unsatisfiable)
    const pair = pairOf(constraint)
    if (constraints.slice(i + 1).some(other => pairOf(other) === pair)) {
      yield duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair)
    }
    yield* domainErrors(numberAt(constraint, 'minDomains'), action, `${at}.minDomains`)
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      const policy = constraint[field]
      if (typeof policy === 'string' && !inclusions.includes(policy))
        yield notSupported(`${at}.${field}`, policy, inclusions)
    }
    const selector = findObject(constraint, 'labelSelector')
    yield* labelKeyErrors(constraint, at)
    if (selector) yield* selectorErrors(selector, `${at}.labelSelector`)
  }
}

const inclusions = ['Honor', 'Ignore']

const pairOf = (constraint: JsonObject) =>
  `{${textAt(constraint, 'topologyKey')}, ${textAt(constraint, 'whenUnsatisfiable')}}`

function* domainErrors(domains: number | undefined, action: string, field: string): Generator<FieldError> {
  if (domains === undefined) return
  if (domains <= 0) yield invalid(field, domains, 'must be greater than zero')
  if (action === 'DoNotSchedule') return
  const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`
  yield invalid(field, domains, why)
}
