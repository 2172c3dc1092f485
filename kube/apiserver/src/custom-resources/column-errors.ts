import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '@sluice/openapi'
import { stringAt } from '../verbs/object.ts'
import { simplePathErrors } from './subresource-errors.ts'

const types = ['boolean', 'date', 'integer', 'number', 'string']
const formats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']

/** What is wrong with printer columns. */
export function columnErrors(columns: readonly JsonObject[], path: string): readonly FieldError[] {
  return columns.flatMap((column, i) => oneColumn(column, `${path}[${i}]`))
}

function oneColumn(column: JsonObject, path: string): readonly FieldError[] {
  const type = stringAt(column, 'type')
  const format = stringAt(column, 'format')
  const jsonPath = stringAt(column, 'jsonPath')
  const errors: FieldError[] = []
  if (stringAt(column, 'name') === '') errors.push(required(`${path}.name`))
  const oneOfTypes = `must be one of ${types.join(',')}`
  if (type === '') errors.push(required(`${path}.type`, oneOfTypes))
  else if (!types.includes(type)) errors.push(invalid(`${path}.type`, type, oneOfTypes))
  if (format !== '' && !formats.includes(format)) {
    errors.push(invalid(`${path}.format`, format, `must be one of ${formats.join(',')}`))
  }
  if (jsonPath === '') errors.push(required(`${path}.JSONPath`))
  else errors.push(...simplePathErrors(jsonPath, `${path}.JSONPath`))
  return errors
}
