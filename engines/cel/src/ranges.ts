/** What sizes and costs may be at least and at most. @module */

export interface Range {
  readonly min: number
  readonly max: number
}

/** Sizes and costs stop growing here: 2^64 - 1, as a double. */
export const most = 2 ** 64
/** Traversing ten characters costs one. */
export const perChar = 0.1
/** Four characters of a pattern count as one state. */
export const perPatternChar = 0.25

export const unknownSize: Range = { min: 0, max: most }

export function exactly(value: number): Range {
  return { min: value, max: value }
}

const capped = (value: number) => Math.min(value, most)

export function plus(a: Range, b: Range): Range {
  return { min: capped(a.min + b.min), max: capped(a.max + b.max) }
}

export function times(a: Range, b: Range): Range {
  const product = (x: number, y: number) => (x === 0 || y === 0 ? 0 : capped(x * y))
  return { min: product(a.min, b.min), max: product(a.max, b.max) }
}

/** Rounded up, as every cost is. */
export function scaled(a: Range, factor: number): Range {
  return { min: capped(Math.ceil(a.min * factor)), max: capped(Math.ceil(a.max * factor)) }
}

/** The range that covers both. */
export function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}

export function sumOf(ranges: readonly Range[]): Range {
  return ranges.reduce(plus, exactly(0))
}
