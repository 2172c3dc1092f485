/** Validation of projected volumes, and of files that other volumes make of keys and fields. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { fileFieldRefErrors, resourceFieldRefErrors } from './env.ts'
import { unreservedPathErrors } from './paths.ts'

/** What is wrong with the mode of files. */
export function* modeErrors(source: JsonObject, field: string, path: string): Generator<FieldError> {
  const mode = numberAt(source, field)
  if (mode !== undefined && (mode < 0 || mode > 0o777)) {
    yield invalid(`${path}.${field}`, mode, 'must be a number between 0 and 0777 (octal), both inclusive')
  }
}

/** What is wrong with a key that becomes a file. */
export function* keyFileErrors(item: JsonObject, at: string): Generator<FieldError> {
  if (!textAt(item, 'key')) yield required(`${at}.key`)
  yield* filePathErrors(item, at)
  yield* modeErrors(item, 'mode', at)
}

function* filePathErrors(item: JsonObject, at: string): Generator<FieldError> {
  const file = textAt(item, 'path')
  if (!file) yield required(`${at}.path`)
  yield* unreservedPathErrors(file, `${at}.path`)
}

/** What is wrong with a field of the Pod that becomes a file. */
export function* downwardFileErrors(item: JsonObject, at: string): Generator<FieldError> {
  yield* filePathErrors(item, at)
  const [field, resource] = [findObject(item, 'fieldRef'), findObject(item, 'resourceFieldRef')]
  if (field) {
    yield* fileFieldRefErrors(field, `${at}.fieldRef`)
    if (resource)
      yield invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')
  } else if (resource) yield* resourceFieldRefErrors(resource, `${at}.resourceFieldRef`, true)
  else yield required(at, 'one of fieldRef and resourceFieldRef is required')
  yield* modeErrors(item, 'mode', at)
}

/** What is wrong with a projected volume. */
export function* projectedErrors(source: JsonObject, path: string): Generator<FieldError> {
  yield* modeErrors(source, 'defaultMode', path)
  const taken = new Set<string>()
  for (const [i, part] of objectsAt(source, 'sources').entries()) {
    const at = `${path}.sources[${i}]`
    const present = Object.keys(projections).filter(name => findObject(part, name))
    for (const name of present) {
      yield* projections[name]?.(objectAt(part, name), { at: `${at}.${name}`, volume: path, taken }) ?? []
    }
    if (present.length > 1) yield forbiddenField(at, 'may not specify more than 1 volume type per source')
  }
}

interface Place {
  readonly at: string
  /** The path of the whole volume, where conflicts are told. */
  readonly volume: string
  /** Paths that other sources write. */
  readonly taken: Set<string>
}

type Projection = (part: JsonObject, place: Place) => Iterable<FieldError>

function* conflictErrors(file: string, shown: string, { volume, taken }: Place): Generator<FieldError> {
  if (taken.has(file)) yield invalid(volume, shown, 'conflicting duplicate paths')
  taken.add(file)
}

const keyed: Projection = function* (part, place) {
  const name = textAt(part, 'name')
  if (!name) yield required(`${place.at}.name`)
  for (const [i, item] of objectsAt(part, 'items').entries()) {
    yield* keyFileErrors(item, `${place.at}.items[${i}]`)
    const file = textAt(item, 'path')
    if (file) yield* conflictErrors(file, name, place)
  }
}

const largestExpiration = 2 ** 32

const accountToken: Projection = function* (part, { at, volume }) {
  const seconds = numberAt(part, 'expirationSeconds') ?? 3600
  const field = `${at}.expirationSeconds`
  if (seconds < 600) yield invalid(field, seconds, 'may not specify a duration less than 10 minutes')
  if (seconds > largestExpiration) {
    yield invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds')
  }
  const file = textAt(part, 'path')
  if (!file) yield required(`${volume}.path`)
  else yield* unreservedPathErrors(file, `${volume}.path`)
}

const projections: Readonly<Record<string, Projection>> = {
  secret: keyed,
  configMap: keyed,
  downwardAPI: function* (part, place) {
    for (const item of objectsAt(part, 'items')) {
      yield* downwardFileErrors(item, place.at)
      const file = textAt(item, 'path')
      if (file) yield* conflictErrors(file, file, place)
    }
  },
  serviceAccountToken: accountToken,
}
