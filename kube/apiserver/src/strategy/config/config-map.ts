/** ConfigMaps. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, tooLong } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { configKeyErrors } from '../values/names.ts'
import { objectAt, sortedKeys } from '../values/read.ts'

export const maxDataBytes = 1024 * 1024

export const configMapStrategy: Strategy = defineKind({
  errors: configMapErrors,
  updateErrors: (object, old) => sealedErrors(object, old, ['data', 'binaryData']),
  updateErrorsFirst: true,
})

/** An object marked immutable keeps the mark and its data. */
export function* sealedErrors(
  object: JsonObject,
  old: JsonObject,
  fields: readonly string[],
): Generator<FieldError> {
  if (old['immutable'] !== true) return
  const why = 'field is immutable when `immutable` is set'
  if (object['immutable'] !== true) yield forbiddenField('immutable', why)
  for (const field of fields) {
    if (!deepEqual(object[field], old[field])) yield forbiddenField(field, why)
  }
}

function* configMapErrors(object: JsonObject): Generator<FieldError> {
  const [data, binary] = [objectAt(object, 'data'), objectAt(object, 'binaryData')]
  let bytes = 0
  for (const key of sortedKeys(data)) {
    for (const error of configKeyErrors(key)) yield invalid(`data[${key}]`, key, error)
    if (Object.hasOwn(binary, key)) {
      yield invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')
    }
    bytes += Buffer.byteLength(String(data[key]))
  }
  for (const key of sortedKeys(binary)) {
    for (const error of configKeyErrors(key)) yield invalid(`binaryData[${key}]`, key, error)
    bytes += Buffer.byteLength(String(binary[key]), 'base64')
  }
  if (bytes > maxDataBytes) yield tooLong('', maxDataBytes)
}
