/** Sets of counters that the devices of a pool share, and what a device takes of them. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, required } from '../../status/index.ts'
import { objectAt, textAt } from '../values/read.ts'
import { mapErrors } from './checked-lists.ts'
import { shortNameErrors } from './device-names.ts'

// Any amount is good.
const rules = { max: 32, longestKey: 63, checkKey: shortNameErrors, check: () => [] }

/** What is wrong with a set of counters, whose name is in the field `name`. */
export function* counterSetErrors(set: JsonObject, name: string, at: string): Generator<FieldError> {
  const text = textAt(set, name)
  if (text) yield* shortNameErrors(text, `${at}.${name}`)
  else yield required(`${at}.${name}`)
  const counters = objectAt(set, 'counters')
  if (Object.keys(counters).length === 0) yield required(`${at}.counters`)
  else yield* mapErrors(counters, `${at}.counters`, rules)
}
