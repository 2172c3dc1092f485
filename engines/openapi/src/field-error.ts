import type { JsonValue } from '@sluice/base/json'
import { goNumber, goQuote, goStructJson } from './go-text.ts'

/** What is wrong with a field, as the `reason` of a Status cause says it. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

/** One problem of one field. An absent `badValue` is not shown. */
export interface FieldError {
  readonly type: FieldErrorType
  /** As in `spec.ports[0].name`; empty for the object itself. */
  readonly field: string
  readonly badValue?: JsonValue
  /** How the value is shown, where not as `formatFieldValue` does. */
  readonly shown?: string
  readonly detail: string
}

const titles: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
}

export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail }
}

export function forbiddenField(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail }
}

/** `value` undefined: the message shows no value. */
export function invalid(field: string, value: JsonValue | undefined, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, ...(value === undefined ? {} : { badValue: value }), detail }
}

export function typeInvalid(field: string, value: JsonValue, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', field, badValue: value, detail }
}

export function duplicate(field: string, value: JsonValue | undefined): FieldError {
  return {
    type: 'FieldValueDuplicate',
    field,
    ...(value === undefined ? {} : { badValue: value }),
    detail: '',
  }
}

export function notSupported(field: string, value: JsonValue, supported: readonly string[]): FieldError {
  const detail = supported.length > 0 ? `supported values: ${supported.map(goQuote).join(', ')}` : ''
  return { type: 'FieldValueNotSupported', field, badValue: value, detail }
}

export function tooLong(field: string, max: number): FieldError {
  return {
    type: 'FieldValueTooLong',
    field,
    detail: max >= 0 ? `may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}` : 'value is too long',
  }
}

export function tooMany(field: string, actual: number, max: number): FieldError {
  const detail = max >= 0 ? `must have at most ${max} ${max === 1 ? 'item' : 'items'}` : 'has too many items'
  return { type: 'FieldValueTooMany', field, badValue: actual, detail }
}

export function notFoundField(field: string, value: JsonValue): FieldError {
  return { type: 'FieldValueNotFound', field, badValue: value, detail: '' }
}

export function internalFieldError(field: string, detail: string): FieldError {
  return { type: 'InternalError', field, detail }
}

/** The path of a member: `spec` and `name` give `spec.name`. */
export function childPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** The path of an item of a list, or of an entry of a map. */
export function keyPath(path: string, key: string | number): string {
  return `${path}[${key}]`
}

/** The text of an error without its field: what a Status cause holds as `message`. */
export function errorBody(error: FieldError): string {
  const shown = showsValue(error)
    ? `${titles[error.type]}: ${error.shown ?? formatFieldValue(error.badValue)}`
    : titles[error.type]
  return error.detail === '' ? shown : `${shown}: ${error.detail}`
}

function showsValue(error: FieldError): boolean {
  switch (error.type) {
    case 'FieldValueRequired':
    case 'FieldValueForbidden':
    case 'FieldValueTooLong':
    case 'InternalError':
      return false
    default:
      return error.badValue !== undefined || error.shown !== undefined
  }
}

/** A value as messages show it: text quoted, everything else as JSON. */
export function formatFieldValue(value: JsonValue | undefined): string {
  if (typeof value === 'string') return goQuote(value)
  if (typeof value === 'number' || typeof value === 'bigint') return goNumber(value)
  return goStructJson(value)
}

/** The whole text of an error: `spec.replicas: Invalid value: -1: must be positive`. */
export function errorText(error: FieldError): string {
  return `${error.field === '' ? '<nil>' : error.field}: ${errorBody(error)}`
}

/** The text of several errors: repeated ones once, more than one in brackets. */
export function errorListText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(errorText))]
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`
}

/** The causes of a Status of reason Invalid, one for each error. */
export function errorCauses(
  errors: readonly FieldError[],
): readonly { readonly reason: string; readonly message: string; readonly field: string }[] {
  return errors.map(error => ({
    reason: error.type,
    message: errorBody(error),
    field: error.field === '' ? '<nil>' : error.field,
  }))
}
