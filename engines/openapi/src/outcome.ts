import type { FieldError } from './field-error.ts'

/** What one check found: its errors, and how many checks ran, by which the best branch of a junctor is chosen. */
export interface Outcome {
  readonly errors: Finding[]
  matches: number
}

/** An error of the value checked. Its path begins at that value; `whole` errors name no field at all. */
export interface Finding {
  readonly error: FieldError
  readonly whole?: boolean
}

/** Adds an error unless one with the same text is there. */
export function add(outcome: Outcome, finding: Finding): void {
  const isSame = (other: Finding) =>
    other.error.field === finding.error.field &&
    other.error.detail === finding.error.detail &&
    other.error.type === finding.error.type
  if (!outcome.errors.some(isSame)) outcome.errors.push(finding)
}

export function merge(into: Outcome, from: Outcome): void {
  for (const finding of from.errors) add(into, finding)
  into.matches += from.matches
}

export function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value
}
