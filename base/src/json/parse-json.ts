import type { JsonValue } from './json-value.ts'

/** Sixteen digits in a row may exceed 2^53; shorter runs never do, and take the fast path. */
const longDigits = /\d{16}/
const integer = /^-?\d+$/

/**
 * Parses JSON text; integers that a double cannot hold come back as `bigint`.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJson(text: string): JsonValue {
  if (!longDigits.test(text)) return JSON.parse(text)
  return JSON.parse(text, keepInteger)
}

function keepInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && integer.test(source) ? BigInt(source) : value
}
