import { goBytes } from '../values/go-string.ts'
import { type Flags, pad } from './flags.ts'
import { quoteString } from './quote.ts'

/** A string as a verb prints it; undefined if the verb is none for strings. */
export function formatText(text: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.goSyntax ? quoted(text, flags) : pad(truncated(text, flags), flags)
    case 's':
      return pad(truncated(text, flags), flags)
    case 'q':
      return quoted(text, flags)
    case 'x':
    case 'X':
      return pad(hexOf(goBytes(text), verb, flags), flags)
    default:
      return undefined
  }
}

function quoted(whole: string, flags: Flags): string {
  const text = truncated(whole, flags)
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
