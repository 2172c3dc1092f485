import { invalid } from './field-error.ts'
import { goNumber } from './go-text.ts'
import { add, isInt64, type Outcome } from './outcome.ts'
import type { Schema } from './schema.ts'

/** Range and divisibility of a number. */
export function checkNumber(
  value: number | bigint,
  schema: Schema,
  type: string | undefined,
  format: string,
  path: string,
  outcome: Outcome,
): void {
  checkRange(value, type, format, 'Checked', path, outcome)
  const { multipleOf, maximum, minimum } = schema
  if (multipleOf !== undefined && multipleOf < 0) {
    const why = `factor MultipleOf declared for ${path} must be positive: ${goNumber(multipleOf)}`
    add(outcome, { error: invalid(path, multipleOf, why) })
  } else if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    report(value, `should be a multiple of ${goNumber(multipleOf)}`, path, outcome)
  }
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    const bound = schema.exclusiveMinimum ? 'greater than' : 'greater than or equal to'
    report(value, `should be ${bound} ${goNumber(minimum)}`, path, outcome)
  }
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    const bound = schema.exclusiveMaximum ? 'less than' : 'less than or equal to'
    report(value, `should be ${bound} ${goNumber(maximum)}`, path, outcome)
  }
}

function report(value: number | bigint, what: string, path: string, outcome: Outcome): void {
  add(outcome, { error: invalid(path, value, `${path} in body ${what}`) })
}

function isMultiple(value: number | bigint, factor: number): boolean {
  if (typeof value === 'bigint')
    return Number.isInteger(factor) && factor > 0 && value % BigInt(factor) === 0n
  if (Number.isInteger(value) && Number.isInteger(factor)) return value % factor === 0
  const quotient = value / factor
  return Math.abs(quotient - Math.round(quotient)) < 1e-9
}

/** Whether the number fits its type and format; what does not is said of no field in particular. */
function checkRange(
  value: number | bigint,
  type: string | undefined,
  format: string,
  what: string,
  path: string,
  outcome: Outcome,
): void {
  if (fits(value, type, format)) return
  const shown = format === '' ? `${type} (default format)` : `${type} with format ${format}`
  add(outcome, { error: invalid('', '', `${what} value must be of type ${shown} in ${path}`), whole: true })
}

function fits(value: number | bigint, type: string | undefined, format: string): boolean {
  if (type === 'integer') {
    if (format === 'int32') return Number.isInteger(Number(value)) && Math.abs(Number(value) + 0.5) < 2 ** 31
    return typeof value === 'bigint' ? isInt64(value) : Number.isSafeInteger(value)
  }
  return format !== 'float' || Math.abs(Number(value)) <= 3.4028234663852886e38
}
