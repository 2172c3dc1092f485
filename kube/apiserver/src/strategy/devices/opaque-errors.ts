/** Configuration that only a driver understands. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldError, invalid, required, tooLong } from '../../status/index.ts'
import { driverNameErrors } from '../storage/driver-name.ts'
import { findObject, textAt } from '../values/read.ts'

const longest = 10 * 1024

/** What is wrong with the configuration of a class, a claim or an allocation. */
export function* configurationErrors(config: JsonObject, at: string): Generator<FieldError> {
  const opaque = findObject(config, 'opaque')
  if (!opaque) return yield required(`${at}.opaque`)
  yield* driverNameErrors(textAt(opaque, 'driver'), `${at}.opaque.driver`)
  yield* opaqueErrors(opaque['parameters'], `${at}.opaque.parameters`)
}

/** What is wrong with a value of any shape, which must be an object. */
export function* opaqueErrors(value: JsonValue | undefined, at: string): Generator<FieldError> {
  if (value === undefined || value === null) yield required(at)
  else if (Buffer.byteLength(JSON.stringify(value, bigintAsNumber)) > longest) yield tooLong(at, longest)
  else if (!isJsonObject(value)) yield invalid(at, '<value omitted>', 'must be a valid JSON object')
}

function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}
