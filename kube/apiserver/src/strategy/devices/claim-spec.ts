/** What a claim asks for: requests, constraints between them, configuration for them. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { listErrors, setErrors } from './checked-lists.ts'
import { classNameErrors, fullAttributeNameErrors, shortNameErrors } from './device-names.ts'
import { configurationErrors } from './opaque-errors.ts'
import { requestReferenceErrors, requestsOf } from './request-references.ts'
import { selectorsErrors } from './selector-errors.ts'
import { tolerationErrors } from './taints.ts'

const [mostItems, mostAlternatives] = [32, 8]

/** What is wrong with the spec of a claim. */
export function* claimSpecErrors(spec: JsonObject, at: string): Generator<FieldError> {
  const devices = objectAt(spec, 'devices')
  const known = requestsOf(devices)
  const path = `${at}.devices`
  const key = (request: JsonObject) => textAt(request, 'name')
  const requests = objectsAt(devices, 'requests')
  yield* setErrors(requests, `${path}.requests`, { max: mostItems, check: requestErrors, key })
  const constraints = objectsAt(devices, 'constraints')
  yield* listErrors(constraints, mostItems, `${path}.constraints`, function* (constraint, each) {
    yield* requestReferenceErrors(constraint, each, known)
    yield* constraintErrors(constraint, each)
  })
  const configs = objectsAt(devices, 'config')
  yield* listErrors(configs, mostItems, `${path}.config`, function* (config, each) {
    yield* requestReferenceErrors(config, each, known)
    yield* configurationErrors(config, each)
  })
}

const either = 'exactly one of `exactly` or `firstAvailable` is required'

function* requestErrors(request: JsonObject, at: string): Generator<FieldError> {
  yield* shortNameErrors(textAt(request, 'name'), `${at}.name`)
  const [exactly, first] = [findObject(request, 'exactly'), objectsAt(request, 'firstAvailable')]
  if (exactly && first.length > 0) {
    yield invalid(at, null, `${either}, but multiple fields are set`)
  } else if (exactly) {
    yield* askErrors(exactly, `${at}.exactly`)
  } else if (first.length > 0) {
    const key = (sub: JsonObject) => textAt(sub, 'name')
    const rules = { max: mostAlternatives, check: alternativeErrors, key }
    yield* setErrors(first, `${at}.firstAvailable`, rules)
  } else {
    yield required(at, either)
  }
}

function* alternativeErrors(request: JsonObject, at: string): Generator<FieldError> {
  yield* shortNameErrors(textAt(request, 'name'), `${at}.name`)
  yield* askErrors(request, at)
}

function* askErrors(request: JsonObject, at: string): Generator<FieldError> {
  yield* classNameErrors(textAt(request, 'deviceClassName'), `${at}.deviceClassName`)
  yield* selectorsErrors(request, at)
  yield* modeErrors(request, at)
  for (const [i, toleration] of objectsAt(request, 'tolerations').entries()) {
    yield* tolerationErrors(toleration, `${at}.tolerations[${i}]`)
  }
}

function* modeErrors(request: JsonObject, at: string): Generator<FieldError> {
  const [mode, count] = [textAt(request, 'allocationMode'), numberAt(request, 'count') ?? 0]
  if (mode === 'All') {
    const why = "must not be specified when allocationMode is 'All'"
    if (count !== 0) yield invalid(`${at}.count`, count, why)
  } else if (mode === 'ExactCount') {
    if (count <= 0) yield invalid(`${at}.count`, count, 'must be greater than zero')
  } else {
    yield notSupported(`${at}.allocationMode`, mode, ['All', 'ExactCount'])
  }
}

// Kubernetes says so of neither, too.
const oneAttribute =
  'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'

function* constraintErrors(constraint: JsonObject, at: string): Generator<FieldError> {
  const field = ['matchAttribute', 'distinctAttribute'].find(name => typeof constraint[name] === 'string')
  if (field === undefined) yield required(at, oneAttribute)
  else yield* fullAttributeNameErrors(textAt(constraint, field), `${at}.${field}`)
}
