import { noFlags } from '../format/flags.ts'
import { formatValue, printValue } from '../format/format-value.ts'
import { GoObject } from '../values/go-object.ts'
import { compareStrings } from '../values/go-string.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int } from '../values/int.ts'
import { kindOf, typeName } from '../values/kinds.ts'

type BasicKind = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'invalid'

/** `eq`: whether a value equals one of the others. @throws Error in Go's words, if they cannot be compared */
export function equals(value: GoValue, others: readonly GoValue[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison')
  return others.some(other => equalsOne(value, other))
}

function equalsOne(a: GoValue, b: GoValue): boolean {
  const [kindA, kindB] = [basicKind(a), basicKind(b)]
  if (kindA !== kindB) {
    const [x, y] = [intOf(a), intOf(b)]
    if (x !== undefined && y !== undefined) return x === y
    if (isNil(a) || isNil(b)) return false
    throw incompatible(a, b)
  }
  if (kindA === 'int' || kindA === 'uint') return intOf(a) === intOf(b)
  if (kindA !== 'invalid') return a === b
  if (kindOf(a) !== kindOf(b) && !isNil(a) && !isNil(b)) {
    throw new Error(`non-comparable types ${asText(a)}: ${typeName(a)}, ${typeName(b)}: ${printValue(b)}`)
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b)
  const kind = kindOf(b)
  if (kind === 'slice' || kind === 'map' || kind === 'func') {
    throw new Error(`non-comparable type ${asText(b)}: ${typeName(b)}`)
  }
  return a === b
}

/** As Go's error texts show a value: with `%s`, whatever it is. */
function asText(value: GoValue): string {
  return formatValue(value, 's', noFlags)
}

/** `lt`. @throws Error in Go's words, if the values cannot be ordered */
export function isLess(a: GoValue, b: GoValue): boolean {
  const [kindA, kindB] = [basicKind(a), basicKind(b)]
  if (kindA === 'invalid' || kindB === 'invalid') throw new Error('invalid type for comparison')
  if (kindA !== kindB) {
    const [x, y] = [intOf(a), intOf(b)]
    if (x !== undefined && y !== undefined) return x < y
    throw incompatible(a, b)
  }
  if (kindA === 'bool') throw new Error('invalid type for comparison')
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b) < 0
  if (typeof a === 'number' && typeof b === 'number') return a < b
  return (intOf(a) ?? 0n) < (intOf(b) ?? 0n)
}

function incompatible(a: GoValue, b: GoValue): Error {
  return new Error(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`)
}

function basicKind(value: GoValue): BasicKind {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'float'
    case 'boolean':
      return 'bool'
  }
  const number = numberOf(value)
  if (!number) return 'invalid'
  return number.kind.startsWith('u') ? 'uint' : 'int'
}

function numberOf(value: GoValue): Int | undefined {
  return value instanceof Int ? value : value instanceof GoObject ? value.number() : undefined
}

function intOf(value: GoValue): bigint | undefined {
  return numberOf(value)?.value
}

function isNil(value: GoValue): boolean {
  return value === null || value === undefined
}
