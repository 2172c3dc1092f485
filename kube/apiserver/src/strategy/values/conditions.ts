/** Conditions of the kind that all new types share. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required, tooLong } from '../../status/index.ts'
import { qualifiedNameErrors } from './names.ts'
import { numberAt, objectsAt, textAt } from './read.ts'

const states = ['False', 'True', 'Unknown']
const maxReason = 1024
const maxMessage = 32_768
const reasonPattern = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?'
const badReason = `a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '${reasonPattern}')`

/** What is wrong with the conditions of a status. */
export function* conditionErrors(status: JsonObject, path: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, condition] of objectsAt(status, 'conditions').entries()) {
    const type = textAt(condition, 'type')
    if (seen.has(type)) yield duplicate(`${path}[${i}].type`, type)
    seen.add(type)
    yield* oneConditionErrors(condition, `${path}[${i}]`)
  }
}

function* oneConditionErrors(condition: JsonObject, path: string): Generator<FieldError> {
  const [type, state] = [textAt(condition, 'type'), textAt(condition, 'status')]
  for (const error of qualifiedNameErrors(type)) yield invalid(`${path}.type`, type, error)
  if (!states.includes(state)) yield notSupported(`${path}.status`, state, states)
  const generation = numberAt(condition, 'observedGeneration') ?? 0
  if (generation < 0) {
    yield invalid(`${path}.observedGeneration`, generation, 'must be greater than or equal to zero')
  }
  if (!textAt(condition, 'lastTransitionTime')) yield required(`${path}.lastTransitionTime`)
  yield* reasonErrors(textAt(condition, 'reason'), `${path}.reason`)
  if (Buffer.byteLength(textAt(condition, 'message')) > maxMessage) {
    yield tooLong(`${path}.message`, maxMessage)
  }
}

function* reasonErrors(reason: string, field: string): Generator<FieldError> {
  if (!reason) return yield required(field)
  if (!new RegExp(`^${reasonPattern}$`).test(reason)) yield invalid(field, reason, badReason)
  if (Buffer.byteLength(reason) > maxReason) yield tooLong(field, maxReason)
}
