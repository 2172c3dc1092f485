import { global, type Library } from '../functions.ts'
import {
  formatSeconds,
  formatShortest,
  formatTimestamp,
  parseDouble,
  parseDuration,
  parseTimestamp,
} from '../go-text.ts'
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  intType,
  stringType,
  timestampType,
  uintType,
} from '../types.ts'
import {
  Duration,
  EvaluationError,
  Opaque,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  type Value,
} from '../values.ts'
import { checkedDuration, checkedInt, checkedTimestamp, checkedUint } from './arithmetic.ts'

function fails(value: Value | undefined, to: string): EvaluationError {
  const from = value === undefined ? '' : typeNameOf(value)
  return new EvaluationError(`type conversion error from '${from}' to '${to}'`)
}

function toInt(value: Value | undefined): Value {
  if (typeof value === 'bigint') return value
  if (value instanceof Uint) return checkedInt(value.value)
  if (typeof value === 'number') return doubleToInteger(value, 'integer overflow', -(2 ** 63), 2 ** 63)
  if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) {
    const parsed = BigInt(value.replace(/^\+/, ''))
    if (BigInt.asIntN(64, parsed) === parsed) return parsed
  }
  if (value instanceof Timestamp) return value.ns / 1_000_000_000n
  if (value instanceof Duration) return value.ns
  throw fails(value, 'int')
}

function doubleToInteger(value: number, overflow: string, above: number, below: number): bigint {
  if (!Number.isFinite(value) || value <= above || value >= below) throw new EvaluationError(overflow)
  return BigInt(Math.trunc(value))
}

function toUint(value: Value | undefined): Value {
  if (value instanceof Uint) return value
  if (typeof value === 'bigint') return checkedUint(value)
  if (typeof value === 'number')
    return new Uint(doubleToInteger(value, 'unsigned integer overflow', -Number.MIN_VALUE, 2 ** 64))
  if (typeof value === 'string' && /^\d+$/.test(value)) {
    const parsed = BigInt(value)
    if (BigInt.asUintN(64, parsed) === parsed) return new Uint(parsed)
  }
  throw fails(value, 'uint')
}

function toDouble(value: Value | undefined): Value {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint) return Number(value.value)
  const parsed = typeof value === 'string' ? parseDouble(value) : undefined
  if (parsed !== undefined) return parsed
  throw fails(value, 'double')
}

/** A value as text; undefined where it has none. */
export function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return formatShortest(value)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Uint8Array) return decodeUtf8(value)
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof Duration) return formatSeconds(value.ns)
  return value instanceof TypeValue ? value.name : undefined
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError)
      throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string')
    throw error
  }
}

function toText(value: Value | undefined): Value {
  const text = value === undefined ? undefined : textOf(value)
  if (text !== undefined) return text
  throw fails(value, 'string')
}

const trueWords = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const falseWords = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

function toBool(value: Value | undefined): Value {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string' && trueWords.has(value)) return true
  if (typeof value === 'string' && falseWords.has(value)) return false
  throw fails(value, 'bool')
}

function toBytes(value: Value | undefined): Value {
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return new TextEncoder().encode(value)
  throw fails(value, 'bytes')
}

function toDuration(value: Value | undefined): Value {
  if (value instanceof Duration) return value
  if (typeof value === 'bigint') return checkedDuration(value)
  const ns = typeof value === 'string' ? parseDuration(value) : undefined
  if (ns !== undefined) return new Duration(ns)
  throw fails(value, 'google.protobuf.Duration')
}

function toTimestamp(value: Value | undefined): Value {
  if (value instanceof Timestamp) return value
  if (typeof value === 'bigint') return checkedTimestamp(value * 1_000_000_000n)
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined
  if (time) return checkedTimestamp(time.ns, time.offset)
  throw fails(value, 'google.protobuf.Timestamp')
}

/** Text of a library's value, such as an IP address. */
export function printable(value: Value | undefined): string {
  if (value instanceof Opaque && 'toText' in value && typeof value.toText === 'function')
    return value.toText()
  throw fails(value, 'string')
}

/** `int(x)`, `string(x)` and the like. */
export const conversions: Library = {
  bool: [
    global('bool_to_bool', [boolType], boolType, toBool),
    global('string_to_bool', [stringType], boolType, toBool),
  ],
  bytes: [
    global('bytes_to_bytes', [bytesType], bytesType, toBytes),
    global('string_to_bytes', [stringType], bytesType, toBytes),
  ],
  double: [
    global('double_to_double', [doubleType], doubleType, toDouble),
    global('int64_to_double', [intType], doubleType, toDouble),
    global('string_to_double', [stringType], doubleType, toDouble),
    global('uint64_to_double', [uintType], doubleType, toDouble),
  ],
  duration: [
    global('duration_to_duration', [durationType], durationType, toDuration),
    global('int64_to_duration', [intType], durationType, toDuration),
    global('string_to_duration', [stringType], durationType, toDuration),
  ],
  int: [
    global('int64_to_int64', [intType], intType, toInt),
    global('double_to_int64', [doubleType], intType, toInt),
    global('duration_to_int64', [durationType], intType, toInt),
    global('string_to_int64', [stringType], intType, toInt),
    global('timestamp_to_int64', [timestampType], intType, toInt),
    global('uint64_to_int64', [uintType], intType, toInt),
  ],
  string: [
    global('string_to_string', [stringType], stringType, toText),
    global('bool_to_string', [boolType], stringType, toText),
    global('bytes_to_string', [bytesType], stringType, toText),
    global('double_to_string', [doubleType], stringType, toText),
    global('duration_to_string', [durationType], stringType, toText),
    global('int64_to_string', [intType], stringType, toText),
    global('timestamp_to_string', [timestampType], stringType, toText),
    global('uint64_to_string', [uintType], stringType, toText),
  ],
  timestamp: [
    global('timestamp_to_timestamp', [timestampType], timestampType, toTimestamp),
    global('int64_to_timestamp', [intType], timestampType, toTimestamp),
    global('string_to_timestamp', [stringType], timestampType, toTimestamp),
  ],
  uint: [
    global('uint64_to_uint64', [uintType], uintType, toUint),
    global('double_to_uint64', [doubleType], uintType, toUint),
    global('int64_to_uint64', [intType], uintType, toUint),
    global('string_to_uint64', [stringType], uintType, toUint),
  ],
}
