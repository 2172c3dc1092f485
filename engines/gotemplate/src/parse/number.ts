import { quoteString } from '../format/quote.ts'
import { unquote } from './unquote.ts'

/** What a constant's text can be taken for. */
export interface NumberValue {
  readonly int: bigint | undefined
  readonly float: number | undefined
  readonly isComplex: boolean
}

const maxUint64 = 2n ** 64n - 1n
const minInt64 = -(2n ** 63n)

/** Reads a constant; a text tells why it is none. */
export function readNumber(text: string): NumberValue | string {
  if (text.startsWith("'")) {
    const value = unquote(text)
    if (text === "''" || (value === undefined && text.startsWith("'\\"))) return 'invalid syntax'
    if (value === undefined || [...value].length !== 1) return `malformed character constant: ${text}`
    const code = BigInt(value.codePointAt(0) ?? 0)
    return { int: code, float: Number(code), isComplex: false }
  }
  if (text.endsWith('i') && (/.[+-].*i$/.test(text) || readFloat(text.slice(0, -1)) !== undefined)) {
    return { int: undefined, float: undefined, isComplex: true }
  }
  const int = readInteger(text)
  if (int !== undefined) return { int, float: Number(int), isComplex: false }
  const float = readFloat(text)
  if (float === undefined) return `illegal number syntax: ${quoteString(text)}`
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quoteString(text)}`
  const isWhole = Number.isInteger(float) && Math.abs(float) < 2 ** 63
  return { int: isWhole ? BigInt(float) : undefined, float, isComplex: false }
}

/** Go's `strconv.ParseInt` and `ParseUint` of base 0. */
function readInteger(text: string): bigint | undefined {
  const match = /^([+-]?)(0[xX]_?[0-9a-fA-F_]+|0[oO]_?[0-7_]+|0[bB]_?[01_]+|0[0-7_]+|0|[1-9][0-9_]*)$/.exec(
    text,
  )
  if (!match?.[2] || /__|_$/.test(match[2])) return undefined
  const digits = match[2].replaceAll('_', '')
  const isOldOctal = /^0[0-7]+$/.test(digits)
  const value = BigInt(isOldOctal ? `0o${digits.slice(1)}` : digits)
  const signed = match[1] === '-' ? -value : value
  return signed > maxUint64 || signed < minInt64 ? undefined : signed
}

/** Go's `strconv.ParseFloat`; underscores may stand between digits. */
function readFloat(written: string): number | undefined {
  if (/(?:^|[^0-9a-fA-FxX])_|_(?:$|[^0-9a-fA-F])/.test(written)) return undefined
  const text = written.replaceAll('_', '')
  const hex = /^([+-]?)0[xX]([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([+-]?[0-9]+)$/.exec(text)
  if (hex) {
    const [, sign, whole = '', fraction = '', exponent] = hex
    const digits = `${whole}${fraction}`.replaceAll('_', '')
    if (digits === '') return undefined
    const mantissa = Number(BigInt(`0x${digits}`)) * 16 ** -fraction.replaceAll('_', '').length
    const value = (sign === '-' ? -1 : 1) * mantissa * 2 ** Number(exponent)
    return Number.isFinite(value) ? value : undefined
  }
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}
