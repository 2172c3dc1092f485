/** What a CertificateSigningRequest's conditions may say, and who may change which. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../status/index.ts'
import { type Draft, ensure } from '../values/draft.ts'
import { objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'

const at = 'status.conditions'
const decisions = ['Approved', 'Denied']
const final = [...decisions, 'Failed']

/** Gives conditions without times those of the same state before, or now. */
export function stampConditions(draft: Draft, old: JsonObject, now: Date): void {
  const before = conditionsOf(old)
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z')
  ensure(draft, 'status')['conditions'] = conditionsOf(draft).map(condition => {
    const same = before.find(
      each => each['type'] === condition['type'] && each['status'] === condition['status'],
    )
    return {
      ...condition,
      lastUpdateTime: condition['lastUpdateTime'] ?? time,
      lastTransitionTime: condition['lastTransitionTime'] ?? same?.['lastTransitionTime'] ?? time,
    }
  })
}

/** Puts back decisions that only an approval may change. */
export function keepDecisions(draft: Draft, old: JsonObject): void {
  const status = ensure(draft, 'status')
  let conditions = conditionsOf(draft)
  for (const type of decisions) {
    const before = ofType(conditionsOf(old), type)
    if (ofType(conditions, type).length !== before.length) continue
    let next = 0
    conditions = conditions.map(each => (each['type'] === type ? (before[next++] ?? each) : each))
  }
  if (conditions.length > 0) status['conditions'] = conditions
}

/** What is wrong with conditions, and with a change of them; `mayDecide` where it approves or denies. */
export function* conditionErrors(
  object: JsonObject,
  old: JsonObject,
  mayDecide: boolean,
): Generator<FieldError> {
  const [now, before] = [conditionsOf(object), conditionsOf(old)]
  yield* stateErrors(now)
  for (const type of final) {
    if (ofType(now, type).length < ofType(before, type).length) {
      yield forbiddenField(at, `updates may not remove a condition of type "${type}"`)
    }
  }
  if (mayDecide) return
  for (const type of decisions) {
    const [given, had] = [ofType(now, type), ofType(before, type)]
    if (given.length > had.length) {
      yield forbiddenField(at, `updates may not add a condition of type "${type}"`)
    } else if (given.length === had.length && !sameValue(given, had)) {
      yield forbiddenField(at, `updates may not modify a condition of type "${type}"`)
    }
  }
}

function* stateErrors(conditions: readonly JsonObject[]): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, condition] of conditions.entries()) {
    const [type, status] = [textAt(condition, 'type'), textAt(condition, 'status')]
    if (type === '') yield required(`${at}[${i}].type`)
    const allowed = final.includes(type) ? ['True'] : ['False', 'True', 'Unknown']
    if (status === '') yield required(`${at}[${i}].status`)
    else if (!allowed.includes(status)) yield notSupported(`${at}[${i}].status`, status, allowed)
    const opposite = decisions.includes(type) && decisions.find(each => each !== type)
    if (opposite && seen.has(opposite)) {
      yield invalid(at, type, 'Approved and Denied conditions are mutually exclusive')
    }
    if (seen.has(type)) yield duplicate(`${at}[${i}].type`, type)
    seen.add(type)
  }
}

const conditionsOf = (object: JsonObject) => objectsAt(objectAt(object, 'status'), 'conditions')

const ofType = (conditions: readonly JsonObject[], type: string) =>
  conditions.filter(each => each['type'] === type)
