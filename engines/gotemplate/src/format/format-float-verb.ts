import { binaryFloat, hexFloat } from './binary-float.ts'
import { type Flags, pad, padBlank } from './flags.ts'
import { formatFloat } from './format-float.ts'

/** A float as a verb prints it; undefined if the verb is none for floats. */
export function formatFloatVerb(value: number, verb: string, flags: Flags): string | undefined {
  const text = unsigned(value, verb, flags)
  if (text === undefined) return undefined
  let shown = text.startsWith('-') || text.startsWith('+') ? text : `+${text}`
  if (flags.space && shown.startsWith('+') && !flags.plus) shown = ` ${shown.slice(1)}`
  if (!Number.isFinite(value)) {
    if (Number.isNaN(value) && !flags.space && !flags.plus) shown = shown.slice(1)
    return padBlank(shown, flags)
  }
  if (flags.sharp && verb !== 'b') shown = withPoint(shown, verb, flags)
  if (!flags.plus && shown.startsWith('+')) return pad(shown.slice(1), flags)
  const { width } = flags
  if (flags.zero && !flags.minus && width !== undefined) {
    return shown.charAt(0) + shown.slice(1).padStart(width - 1, '0')
  }
  return pad(shown, flags)
}

function unsigned(value: number, verb: string, { precision }: Flags): string | undefined {
  switch (verb) {
    case 'v':
    case 'g':
      return formatFloat(value, 'g', precision ?? -1)
    case 'G':
      return upper(formatFloat(value, 'g', precision ?? -1))
    case 'e':
      return formatFloat(value, 'e', precision ?? 6)
    case 'E':
      return upper(formatFloat(value, 'e', precision ?? 6))
    case 'f':
    case 'F':
      return formatFloat(value, 'f', precision ?? 6)
    case 'b':
      return Number.isFinite(value) ? binaryFloat(value) : formatFloat(value, 'g', -1)
    case 'x':
      return Number.isFinite(value) ? hexFloat(value, precision) : formatFloat(value, 'g', -1)
    case 'X':
      return Number.isFinite(value) ? upper(hexFloat(value, precision)) : formatFloat(value, 'g', -1)
    default:
      return undefined
  }
}

function upper(text: string): string {
  return /[IN]/.test(text) ? text : text.toUpperCase()
}

/** `#`: a decimal point always, and for `%g` the zeros at the end. */
function withPoint(signed: string, verb: string, { precision }: Flags): string {
  const isHex = verb === 'x' || verb === 'X'
  const at = signed.search(isHex ? /[pP]/ : /[eE]/)
  let head = at < 0 ? signed : signed.slice(0, at)
  const tail = at < 0 ? '' : signed.slice(at)
  let missing = 'vgGx'.includes(verb) ? (precision ?? 6) : 0
  missing -= head.slice(1).replace('.', '').replace(/^0+/, '').length
  if (!head.includes('.')) {
    if (head.slice(1) === '0') missing--
    head += '.'
  }
  return head + '0'.repeat(Math.max(0, missing)) + tail
}
