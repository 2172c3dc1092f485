/** Texts that are more than texts: quantities, times, bytes. @module */
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import type { BuiltInSchema } from '../kinds/index.ts'
import { formatQuantity, parseQuantity, quantityError } from '../strategy/values/quantity.ts'
import { base64Error } from './base64.ts'
import { parseGoTime } from './go-time.ts'

const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity'
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'

/** A scalar as it is stored, or why it cannot be; undefined where the schema is of no such scalar. */
export function readScalar(
  value: JsonValue,
  schema: BuiltInSchema,
): { readonly value: JsonValue } | { readonly error: string } | undefined {
  if (schema.$ref === quantity) return readQuantity(value)
  if (schema.$ref === `${meta}.Time` || schema.$ref === `${meta}.MicroTime`) {
    if (typeof value !== 'string') return undefined
    const { text, error } = parseGoTime(value, schema.$ref.endsWith('MicroTime'))
    return text === undefined ? { error: error ?? '' } : { value: text }
  }
  if (schema.type === 'string' && schema.format === 'byte') return readBytes(value)
  return undefined
}

function readQuantity(value: JsonValue): { readonly value: JsonValue } | { readonly error: string } {
  const parsed = isJsonObject(value) || Array.isArray(value) ? undefined : parseQuantity(String(value))
  return parsed ? { value: formatQuantity(parsed) } : { error: quantityError }
}

function readBytes(value: JsonValue): { readonly value: JsonValue } | { readonly error: string } | undefined {
  if (
    Array.isArray(value) &&
    value.every(item => item === null || (typeof item === 'number' && item >= 0 && item < 256))
  ) {
    return { value: Buffer.from(value.map(Number)).toString('base64') }
  }
  if (typeof value !== 'string') return undefined
  const error = base64Error(value)
  return error === undefined ? { value: value.replace(/[\r\n]/g, '') } : { error }
}
