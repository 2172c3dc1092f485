/** Orders in which controllers look at objects. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, textAt } from '../strategy/values/read.ts'
import { nameOf } from './cluster.ts'

/** When an object was made, in milliseconds. */
export const creationOf = (object: JsonObject): number =>
  Date.parse(textAt(objectAt(object, 'metadata'), 'creationTimestamp'))

/** Oldest first; those of one second by name. */
export function byCreation(a: JsonObject, b: JsonObject): number {
  return creationOf(a) - creationOf(b) || byName(a, b)
}

export function byName(a: JsonObject, b: JsonObject): number {
  return nameOf(a) < nameOf(b) ? -1 : 1
}
