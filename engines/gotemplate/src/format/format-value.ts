/**
 * One operand of Go's `fmt`: a verb with its flags, and the value that it shows.
 * @module
 */
import { GoFunction } from '../values/go-function.ts'
import { GoObject } from '../values/go-object.ts'
import { goBytes, goString, sortedKeys } from '../values/go-string.ts'
import type { GoList, GoMap, GoValue } from '../values/go-value.ts'
import { Int } from '../values/int.ts'
import { typeName } from '../values/kinds.ts'
import { formatFloat } from './format-float.ts'
import { isPrintable, quoteString } from './quote.ts'

/** What stands between `%` and the verb. */
export interface Flags {
  readonly plus: boolean
  readonly minus: boolean
  readonly sharp: boolean
  readonly space: boolean
  readonly zero: boolean
  readonly width: number | undefined
  readonly precision: number | undefined
}

/** No flags. */
export const noFlags: Flags = {
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: undefined,
  precision: undefined,
}

/** A value as Go's `%v` prints it; nil is `<nil>`. */
export function printValue(value: GoValue): string {
  if (typeof value === 'string') return value
  return show(value, 'v', noFlags, 0)
}

/** A value as a verb with flags prints it. */
export function formatValue(value: GoValue, verb: string, flags: Flags): string {
  if (value === null || value === undefined) {
    return verb === 'T' || verb === 'v' ? pad('<nil>', flags) : `%!${verb}(<nil>)`
  }
  if (verb === 'T') return pad(typeName(value), { ...flags, precision: undefined })
  if (verb === 'p') return `%!p(${badOperand(value)})`
  return show(value, verb, flags, 0)
}

function badOperand(value: GoValue): string {
  return `${typeName(value)}=${printValue(value)}`
}

function bad(value: GoValue, verb: string): string {
  return `%!${verb}(${badOperand(value)})`
}

function show(value: GoValue, verb: string, flags: Flags, depth: number): string {
  switch (typeof value) {
    case 'string':
      return showString(value, verb, flags)
    case 'number':
      return showFloat(value, verb, flags)
    case 'boolean':
      return verb === 't' || verb === 'v' ? pad(String(value), flags) : bad(value, verb)
    case 'undefined':
      return showNil(verb, flags, depth)
  }
  if (value === null) return showNil(verb, flags, depth)
  if (value instanceof Int) return showInt(value, verb, flags)
  if (value instanceof GoObject) return showObject(value, verb, flags, depth)
  if (value instanceof Uint8Array) return showBytes(value, verb, flags)
  if (Array.isArray(value)) return showList(value, verb, flags, depth)
  if (value instanceof GoFunction) return '0x0'
  return showMap(value, verb, flags, depth)
}

function showNil(verb: string, flags: Flags, depth: number): string {
  if (flags.sharp && verb === 'v') return depth > 0 ? 'interface {}(nil)' : '<nil>'
  return verb === 'v' || depth === 0 ? pad('<nil>', flags) : `%!${verb}(<nil>)`
}

function showObject(value: GoObject, verb: string, flags: Flags, depth: number): string {
  const number = value.number()
  if (number && !'vsq'.includes(verb)) return showInt(number, verb, flags)
  if (verb === 'v' || verb === 's') return showString(value.print(), 's', flags)
  if (verb === 'q' || verb === 'x' || verb === 'X') return showString(value.print(), verb, flags)
  const inner = value.underlying()
  return inner === undefined ? bad(value, verb) : show(inner, verb, flags, depth)
}

function showList(list: GoList, verb: string, flags: Flags, depth: number): string {
  if (flags.sharp && verb === 'v') {
    return `${typeName(list)}{${list.map(item => show(item, verb, flags, depth + 1)).join(', ')}}`
  }
  return `[${list.map(item => show(item, verb, flags, depth + 1)).join(' ')}]`
}

function showMap(map: GoMap, verb: string, flags: Flags, depth: number): string {
  const isSharp = flags.sharp && verb === 'v'
  const entries = sortedKeys(map).map(
    key => `${show(key, verb, flags, depth + 1)}:${show(map[key], verb, flags, depth + 1)}`,
  )
  return isSharp ? `${typeName(map)}{${entries.join(', ')}}` : `map[${entries.join(' ')}]`
}

function showBytes(bytes: Uint8Array, verb: string, flags: Flags): string {
  if (verb === 's' || verb === 'q' || verb === 'x' || verb === 'X')
    return showString(goString(bytes), verb, flags)
  if (verb === 'v' && flags.sharp)
    return `[]byte{${[...bytes].map(byte => `0x${byte.toString(16)}`).join(', ')}}`
  const items = [...bytes].map(byte =>
    showInt(new Int('uint8', BigInt(byte)), verb === 'v' ? 'd' : verb, flags),
  )
  return `[${items.join(' ')}]`
}

function showString(text: string, verb: string, flags: Flags): string {
  switch (verb) {
    case 'v':
      return flags.sharp ? quoted(text, flags) : pad(truncated(text, flags), flags)
    case 's':
      return pad(truncated(text, flags), flags)
    case 'q':
      return quoted(truncated(text, flags), flags)
    case 'x':
    case 'X':
      return pad(hexOf(goBytes(text), verb, flags), flags)
    default:
      return bad(text, verb)
  }
}

function quoted(text: string, flags: Flags): string {
  const isRaw = flags.sharp && !/[`\x00-\x08\x0a-\x1f\x7f\uDC80-\uDCFF\uFEFF]/.test(text)
  return pad(isRaw ? `\`${text}\`` : quoteString(text, '"', flags.plus), flags)
}

function hexOf(bytes: Uint8Array, verb: string, flags: Flags): string {
  const shown = flags.precision === undefined ? bytes : bytes.subarray(0, flags.precision)
  const digits = [...shown].map(byte => byte.toString(16).padStart(2, '0'))
  const prefix = flags.sharp && digits.length > 0 ? '0x' : ''
  const text = flags.space ? digits.map(pair => prefix + pair).join(' ') : prefix + digits.join('')
  return verb === 'X' ? text.toUpperCase() : text
}

function truncated(text: string, { precision }: Flags): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('')
}

const bases: Readonly<Record<string, { readonly base: number; readonly prefix: string }>> = {
  d: { base: 10, prefix: '' },
  v: { base: 10, prefix: '' },
  b: { base: 2, prefix: '0b' },
  o: { base: 8, prefix: '0' },
  O: { base: 8, prefix: '0o' },
  x: { base: 16, prefix: '0x' },
  X: { base: 16, prefix: '0X' },
}

function showInt(int: Int, verb: string, flags: Flags): string {
  const { value } = int
  if (verb === 'c') return pad(characterOf(value), flags)
  if (verb === 'q') return pad(quoteString(characterOf(value), "'", flags.plus), flags)
  if (verb === 'U') return showUnicode(value, flags)
  if (verb === 'v' && flags.sharp && int.kind.startsWith('u')) return showInt(int, 'x', flags)
  const form = bases[verb]
  if (!form) return bad(int, verb)
  let digits = (value < 0n ? -value : value).toString(form.base)
  if (verb === 'X') digits = digits.toUpperCase()
  if (flags.precision !== undefined) {
    digits = flags.precision === 0 && value === 0n ? '' : digits.padStart(flags.precision, '0')
  }
  const prefix = verb === 'O' || (flags.sharp && verb !== 'v') ? form.prefix : ''
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  if (flags.zero && !flags.minus && flags.width !== undefined && flags.precision === undefined) {
    return sign + prefix + digits.padStart(flags.width - sign.length, '0')
  }
  return pad(sign + prefix + digits, { ...flags, zero: false })
}

function characterOf(value: bigint): string {
  const isValid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value < 0xe000n)
  return isValid ? String.fromCodePoint(Number(value)) : '\uFFFD'
}

function showUnicode(value: bigint, flags: Flags): string {
  const digits = value
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 4), '0')
  const char = characterOf(value)
  const shown = flags.sharp && isPrintable(char) ? ` '${char}'` : ''
  return pad(`U+${digits}${shown}`, { ...flags, zero: false })
}

function showFloat(value: number, verb: string, flags: Flags): string {
  switch (verb) {
    case 'v':
      return padNumber(
        flags.sharp ? formatFloat(value, 'g', flags.precision ?? -1) : general(value, flags),
        flags,
      )
    case 'g':
    case 'G':
      return padNumber(cased(general(value, flags), verb), flags)
    case 'e':
    case 'E':
      return padNumber(cased(formatFloat(value, 'e', flags.precision ?? 6), verb), flags)
    case 'f':
    case 'F':
      return padNumber(formatFloat(value, 'f', flags.precision ?? 6), flags)
    case 'b':
      return padNumber(binary(value), flags)
    case 'x':
    case 'X':
      return padNumber(cased(hexadecimal(value), verb), flags)
    default:
      return bad(value, verb)
  }
}

function general(value: number, { precision }: Flags): string {
  return formatFloat(value, 'g', precision ?? -1)
}

function cased(text: string, verb: string): string {
  return verb === verb.toUpperCase() ? text.toUpperCase() : text
}

/** Mantissa and exponent of the 64-bit form. */
function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const exponent = Number(bits >> 52n)
  const fraction = bits & ((1n << 52n) - 1n)
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: exponent - 1075 }
}

function binary(value: number): string {
  const { mantissa, exponent } = partsOf(value)
  return `${value < 0 ? '-' : ''}${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`
}

function hexadecimal(value: number): string {
  let { mantissa, exponent } = partsOf(value)
  if (mantissa === 0n) return '0x0p+00'
  while (mantissa < 1n << 52n) {
    mantissa <<= 1n
    exponent--
  }
  const fraction = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0').replace(/0+$/, '')
  const power = exponent + 52
  const digits = String(Math.abs(power)).padStart(2, '0')
  return `${value < 0 ? '-' : ''}0x1${fraction && `.${fraction}`}p${power < 0 ? '-' : '+'}${digits}`
}

/** A number's sign stands before the zeros that fill it up. */
function padNumber(text: string, flags: Flags): string {
  let shown = text
  if (flags.plus && !/^[+-]/.test(text)) shown = `+${text}`
  else if (flags.space && !/^[+-]/.test(text)) shown = ` ${text}`
  else if (!flags.plus && text === '+Inf') shown = '+Inf'
  if (flags.zero && !flags.minus && flags.width !== undefined && /\d/.test(text)) {
    const sign = /^[+-]/.exec(shown)?.[0] ?? ''
    return sign + shown.slice(sign.length).padStart(flags.width - sign.length, '0')
  }
  return pad(shown, { ...flags, zero: false })
}

function pad(text: string, { width, minus, zero }: Flags): string {
  if (width === undefined) return text
  const missing = width - [...text].length
  if (missing <= 0) return text
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text
}
