/** Tolerations of two origins as one list. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { numberAt, textAt } from '../strategy/values/read.ts'

/** All tolerations but those that another one covers; of equal ones the first stays. */
export function mergedTolerations(all: readonly JsonObject[]): readonly JsonObject[] {
  const merged: JsonObject[] = []
  for (const [i, toleration] of all.entries()) {
    const isKnown = merged.some(other => covers(other, toleration))
    const comes = all.slice(i + 1).some(other => !deepEqual(other, toleration) && covers(other, toleration))
    if (!isKnown && !comes) merged.push(toleration)
  }
  return merged
}

function covers(wide: JsonObject, narrow: JsonObject): boolean {
  if (deepEqual(wide, narrow)) return true
  const [key, operator, effect] = ['key', 'operator', 'effect'].map(field => textAt(wide, field))
  const exists = operator === 'Exists'
  if (textAt(narrow, 'key') !== key && !(key === '' && exists)) return false
  if (textAt(narrow, 'effect') !== effect && effect !== '') return false
  if (effect === 'NoExecute' && !lastsAsLong(wide, narrow)) return false
  if (exists) return true
  return narrow['operator'] === 'Equal' && textAt(narrow, 'value') === textAt(wide, 'value')
}

function lastsAsLong(wide: JsonObject, narrow: JsonObject): boolean {
  const [long, short] = [wide, narrow].map(each => numberAt(each, 'tolerationSeconds'))
  return long === undefined || (short !== undefined && short <= long)
}
