import type { GoValue } from '@sluice/gotemplate'

/** Whether a value is Go's nil interface. */
export function isNil(value: GoValue): value is null | undefined {
  return value === null || value === undefined
}

/** The values that are not nil. */
export function withoutNils(values: readonly GoValue[]): GoValue[] {
  return values.filter(value => !isNil(value))
}
