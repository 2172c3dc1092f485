import { isMultiple } from './json-values.ts'
import { localCount, localNumber } from './local-number.ts'
import { quote } from './problem.ts'
import { report, type Validation } from './validation.ts'

/** The keywords about texts. */
export function validateString(validation: Validation, text: string): void {
  const { minLength, maxLength, pattern } = validation.node
  if (minLength !== undefined || maxLength !== undefined) {
    const length = characterCount(text)
    if (minLength !== undefined && length < minLength) {
      report(validation, () => `minLength: got ${localCount(length)}, want ${localCount(minLength)}`)
    }
    if (maxLength !== undefined && length > maxLength) {
      report(validation, () => `maxLength: got ${localCount(length)}, want ${localCount(maxLength)}`)
    }
  }
  if (pattern && !pattern.test(text)) {
    report(validation, () => `${quote(text)} does not match pattern ${quote(pattern.source)}`)
  }
}

/** The keywords about numbers. */
export function validateNumber(validation: Validation, value: number): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = validation.node
  const check = (keyword: string, isMet: boolean, wanted: number | undefined) => {
    if (isMet || wanted === undefined) return
    report(validation, () => `${keyword}: got ${localNumber(value)}, want ${localNumber(wanted)}`)
  }
  check('minimum', minimum === undefined || value >= minimum, minimum)
  check('maximum', maximum === undefined || value <= maximum, maximum)
  check('exclusiveMinimum', exclusiveMinimum === undefined || value > exclusiveMinimum, exclusiveMinimum)
  check('exclusiveMaximum', exclusiveMaximum === undefined || value < exclusiveMaximum, exclusiveMaximum)
  check('multipleOf', multipleOf === undefined || isMultiple(value, multipleOf), multipleOf)
}

function characterCount(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
