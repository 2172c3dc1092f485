/** Fields that keep the value they were made with. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { objectAt } from './read.ts'
import { sameValue } from './same-value.ts'
import { shownSelector } from './selector.ts'

/** The named field of `object` must be what it is in `old`. `path` is that of the object it is in. */
export function* immutable(
  object: JsonObject,
  old: JsonObject,
  key: string,
  path: string,
): Generator<FieldError> {
  if (sameValue(object[key], old[key])) return
  const given: JsonValue = object[key] ?? null
  const value = key === 'selector' && isJsonObject(given) ? shownSelector(given) : given
  yield invalid(path ? `${path}.${key}` : key, value, 'field is immutable')
}

/** The spec's field must be what it was. */
export function immutableSpec(object: JsonObject, old: JsonObject, key: string): Generator<FieldError> {
  return immutable(objectAt(object, 'spec'), objectAt(old, 'spec'), key, 'spec')
}
