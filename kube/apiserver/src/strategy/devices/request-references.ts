/** Where constraints, configuration and allocations name requests of a claim. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { objectsAt, textAt, textsAt } from '../values/read.ts'
import { setErrors } from './checked-lists.ts'
import { shortNameErrors } from './device-names.ts'

/** The requests of a claim by name, each with the names of its alternatives. */
export type Requests = ReadonlyMap<string, ReadonlySet<string>>

/** The requests of a claim. */
export function requestsOf(devices: JsonObject): Requests {
  return new Map(
    objectsAt(devices, 'requests').map(request => [
      textAt(request, 'name'),
      new Set(objectsAt(request, 'firstAvailable').map(sub => textAt(sub, 'name'))),
    ]),
  )
}

const mostReferences = 32
const unknown =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"

/** What is wrong with the list of requests that something is about. */
export function requestReferenceErrors(
  owner: JsonObject,
  at: string,
  known: Requests,
): Generator<FieldError> {
  return setErrors(textsAt(owner, 'requests'), `${at}.requests`, {
    max: mostReferences,
    check: (name, each) => referenceErrors(name, each, known),
    key: name => name,
  })
}

/** What is wrong with the name of a request, or of an alternative in it: `request/alternative`. */
export function* referenceErrors(name: string, at: string, known: Requests): Generator<FieldError> {
  const [request = '', alternative, ...more] = name.split('/')
  if (more.length > 0) return yield invalid(at, name, unknown)
  yield* shortNameErrors(request, at)
  if (alternative !== undefined) yield* shortNameErrors(alternative, at)
  const alternatives = known.get(request)
  const isKnown = alternative === undefined ? alternatives : alternatives?.has(alternative)
  if (!isKnown) yield invalid(at, name, unknown)
}
