/** Taints of devices and what tolerates them. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { oneOf } from '../values/numbers.ts'
import { textAt } from '../values/read.ts'
import { labelNameErrors, taintValueErrors } from './device-names.ts'

const effects = ['NoExecute', 'NoSchedule', 'None']

/** What is wrong with a taint. */
export function* taintErrors(taint: JsonObject, at: string): Generator<FieldError> {
  yield* labelNameErrors(textAt(taint, 'key'), `${at}.key`)
  yield* taintValueErrors(textAt(taint, 'value'), `${at}.value`)
  const effect = textAt(taint, 'effect')
  if (!effect) yield required(`${at}.effect`)
  else yield* oneOf(effect, effects, `${at}.effect`)
}

/** What is wrong with a toleration. */
export function* tolerationErrors(toleration: JsonObject, at: string): Generator<FieldError> {
  const [key, operator] = [textAt(toleration, 'key'), textAt(toleration, 'operator')]
  const [value, effect] = [textAt(toleration, 'value'), textAt(toleration, 'effect')]
  if (key) yield* labelNameErrors(key, `${at}.key`)
  if (operator === 'Exists') {
    if (value) yield invalid(`${at}.value`, value, 'must be empty for operator `Exists`')
  } else if (operator === 'Equal') {
    yield* taintValueErrors(value, `${at}.value`)
  } else {
    yield notSupported(`${at}.operator`, operator, ['Equal', 'Exists'])
  }
  if (effect) yield* oneOf(effect, effects, `${at}.effect`)
}
