import { formatJson, isJsonObject, type JsonValue } from '@sluice/base/json'
import { ApiError, type StatusCause } from './api-error.ts'

export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueDuplicate'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueNotFound'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

/** One thing wrong with an object. */
export interface FieldError {
  readonly type: FieldErrorType
  /** `spec.containers[0].name`; empty where the whole object is meant. */
  readonly field: string
  /** Printed in the message where the type calls for it. */
  readonly badValue?: JsonValue
  /** How the value is printed, where not as JSON: Go prints structs in a way of its own. */
  readonly shown?: string
  readonly detail: string
}

const labels: Readonly<Record<FieldErrorType, string>> = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueNotFound: 'Not found',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
}

const withoutValue = new Set<FieldErrorType>([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
])

export const required = (field: string, detail = ''): FieldError => ({
  type: 'FieldValueRequired',
  field,
  detail,
})
export const invalid = (field: string, badValue: JsonValue, detail: string): FieldError => ({
  type: 'FieldValueInvalid',
  field,
  badValue,
  detail,
})
export const duplicate = (field: string, badValue: JsonValue): FieldError => ({
  type: 'FieldValueDuplicate',
  field,
  badValue,
  detail: '',
})
export const forbiddenField = (field: string, detail: string): FieldError => ({
  type: 'FieldValueForbidden',
  field,
  detail,
})
/** `supported` is listed in the order given. */
export const notSupported = (
  field: string,
  badValue: JsonValue,
  supported: readonly string[],
): FieldError => ({
  type: 'FieldValueNotSupported',
  field,
  badValue,
  detail: supported.length > 0 ? `supported values: ${supported.map(v => JSON.stringify(v)).join(', ')}` : '',
})
export const tooLong = (field: string, bytes: number): FieldError => ({
  type: 'FieldValueTooLong',
  field,
  detail: `may not be more than ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`,
})
export const tooMany = (field: string, actual: number, max: number): FieldError => ({
  type: 'FieldValueTooMany',
  field,
  badValue: actual,
  detail: `must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
})
export const notFoundField = (field: string, badValue: JsonValue): FieldError => ({
  type: 'FieldValueNotFound',
  field,
  badValue,
  detail: '',
})

/** The error without its field: `Invalid value: "x": must be y`. */
export function errorBody(error: FieldError): string {
  const value = withoutValue.has(error.type) ? '' : `: ${shownValue(error)}`
  return `${labels[error.type]}${value}${error.detail ? `: ${error.detail}` : ''}`
}

/** `spec.x: Invalid value: "x": must be y`. */
export function errorText(error: FieldError): string {
  return `${error.field || '<nil>'}: ${errorBody(error)}`
}

function shownValue(error: FieldError): string {
  if (error.shown !== undefined) return error.shown
  const value = error.badValue
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  return Array.isArray(value) || isJsonObject(value) ? formatJson(value) : String(value)
}

/** The 422 that lists what is wrong with an object. */
export function invalidObject(
  type: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): ApiError {
  const qualified = type.group ? `${type.kind}.${type.group}` : type.kind
  const causes = errors.map(causeOf)
  return new ApiError({
    code: 422,
    reason: 'Invalid',
    message: `${qualified} ${JSON.stringify(name)} is invalid${aggregate(errors)}`,
    details: { name, group: type.group, kind: type.kind, causes },
  })
}

function causeOf(error: FieldError): StatusCause {
  return { reason: error.type, message: errorBody(error), field: error.field || '<nil>' }
}

/** Several errors are listed in brackets, equal ones once. */
function aggregate(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(errorText))]
  if (texts.length === 0) return ''
  return texts.length === 1 ? `: ${texts[0]}` : `: [${texts.join(', ')}]`
}
