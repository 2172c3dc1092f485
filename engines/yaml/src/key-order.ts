import type { Dialect } from './resolve-scalar.ts'

const letter = /^\p{L}$/u
const digit = /^\p{Nd}$/u

/**
 * The order in which Go's YAML writes the keys of a mapping: letters by code point, letters after everything else,
 * and runs of digits by their value. In `v3` a letter that follows a digit comes first.
 */
export function compareKeys(a: string, b: string, dialect: Dialect): number {
  const shorter = Math.min(a.length, b.length)
  let i = 0
  while (i < shorter && a.charCodeAt(i) === b.charCodeAt(i)) i++
  if (i === shorter) return a.length - b.length
  // Most keys part at two letters.
  if (isAsciiLetter(a.charCodeAt(i)) && isAsciiLetter(b.charCodeAt(i)))
    return a.charCodeAt(i) - b.charCodeAt(i)
  return compareCharacters([...a], [...b], dialect)
}

function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

function compareCharacters(x: readonly string[], y: readonly string[], dialect: Dialect): number {
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] !== y[i]) return compareAt(x, y, i, dialect)
  }
  return x.length - y.length
}

function compareAt(x: readonly string[], y: readonly string[], i: number, dialect: Dialect): number {
  const a = x[i] ?? ''
  const b = y[i] ?? ''
  const aIsLetter = letter.test(a)
  const bIsLetter = letter.test(b)
  if (aIsLetter && bIsLetter) return byCodePoint(a, b)
  if (aIsLetter || bIsLetter) {
    const lettersFirst = dialect === 'v3' && digit.test(x[i - 1] ?? '')
    return bIsLetter === lettersFirst ? 1 : -1
  }
  const lead = (a === '0' || b === '0') && followsNonZeroDigit(x, i) ? 1n : 0n
  const [an, aEnd] = numberAt(x, i, lead)
  const [bn, bEnd] = numberAt(y, i, lead)
  if (an !== bn) return an < bn ? -1 : 1
  if (aEnd !== bEnd) return aEnd - bEnd
  return byCodePoint(a, b)
}

function byCodePoint(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)
}

/** Whether the digit at `i` continues a number that does not start with zeros. */
function followsNonZeroDigit(chars: readonly string[], i: number): boolean {
  for (let j = i - 1; j >= 0 && digit.test(chars[j] ?? ''); j--) if (chars[j] !== '0') return true
  return false
}

function numberAt(chars: readonly string[], start: number, lead: bigint): [bigint, number] {
  let value = lead
  let at = start
  for (; at < chars.length && digit.test(chars[at] ?? ''); at++) {
    value = BigInt.asIntN(64, value * 10n + BigInt((chars[at] ?? '').charCodeAt(0) - 48))
  }
  return [value, at]
}
