import type { Int } from '../values/int.ts'
import { type Flags, pad, padBlank } from './flags.ts'
import { isPrintable, quoteString } from './quote.ts'

/** An integer as a verb prints it; undefined if the verb is none for integers. */
export function formatInteger(int: Int, verb: string, flags: Flags): string | undefined {
  const { value } = int
  switch (verb) {
    case 'v':
      return flags.goSyntax && int.kind.startsWith('u')
        ? digits(value, 16, 'v', { ...flags, sharp: true })
        : digits(value, 10, verb, flags)
    case 'd':
      return digits(value, 10, verb, flags)
    case 'b':
      return digits(value, 2, verb, flags)
    case 'o':
    case 'O':
      return digits(value, 8, verb, flags)
    case 'x':
    case 'X':
      return digits(value, 16, verb, flags)
    case 'c':
      return pad(character(value), flags)
    case 'q':
      return pad(quoteString(character(value), "'", flags.plus), flags)
    case 'U':
      return unicode(value, flags)
    default:
      return undefined
  }
}

const prefixes: Readonly<Record<number, string>> = { 2: '0b', 16: '0x' }

function digits(value: bigint, base: number, verb: string, flags: Flags): string {
  const { width, precision } = flags
  if (precision === 0 && value === 0n) return ' '.repeat(width ?? 0)
  let text = (value < 0n ? -value : value).toString(base)
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  if (precision !== undefined) text = text.padStart(precision, '0')
  else if (flags.zero && !flags.minus && width !== undefined) {
    text = text.padStart(width - sign.length, '0')
  }
  if (flags.sharp) {
    if (base === 8 && !text.startsWith('0')) text = `0${text}`
    text = (prefixes[base] ?? '') + text
  }
  if (verb === 'O') text = `0o${text}`
  if (verb === 'X') text = text.toUpperCase()
  return padBlank(sign + text, flags)
}

function character(value: bigint): string {
  const isValid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value < 0xe000n)
  return isValid ? String.fromCodePoint(Number(value)) : '\uFFFD'
}

function unicode(value: bigint, flags: Flags): string {
  const unsigned = BigInt.asUintN(64, value)
  const code = unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 4), '0')
  const char = character(value)
  const isShown = flags.sharp && unsigned <= 0x10ffffn && isPrintable(char)
  return padBlank(`U+${code}${isShown ? ` '${char}'` : ''}`, flags)
}
