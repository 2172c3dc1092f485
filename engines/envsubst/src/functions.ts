/**
 * What operators do with a value. Lengths and positions count bytes.
 * @module
 */
import { EnvsubstError, problems } from './errors.ts'
import { matchesGlob } from './glob.ts'

/** A value after an operator. */
export function applyOperator(operator: string, value: string, args: readonly string[]): string {
  const [first = '', second = ''] = args
  switch (operator) {
    case 'length':
      return String(bytesOf(value).length)
    case ',':
      return onFirst(value, char => char.toLowerCase())
    case ',,':
      return value.toLowerCase()
    case '^':
      return onFirst(value, char => char.toUpperCase())
    case '^^':
      return value.toUpperCase()
    case ':':
      return substring(value, args)
    case '/':
      return value.replace(first, () => second)
    case '//':
      return value.replaceAll(first, () => second)
    case '/#':
      return args.length === 2 && value.startsWith(first) ? second + value.slice(first.length) : value
    case '/%':
      return args.length === 2 && value.endsWith(first)
        ? value.slice(0, value.length - first.length) + second
        : value
    case '#':
      return trimPrefix(value, first, 'shortest')
    case '##':
      return trimPrefix(value, first, 'longest')
    case '%':
      return reverse(trimPrefix(reverse(value), reverse(first), 'shortest'))
    case '%%':
      return reverse(trimPrefix(reverse(value), reverse(first), 'longest'))
    default:
      return value === '' ? args.join('') : value
  }
}

/** Operators that give a value to a variable without one. */
export function hasDefault(operator: string): boolean {
  return /^:[-=?+]$/.test(operator)
}

function onFirst(value: string, change: (char: string) => string): string {
  const [first = ''] = value
  return change(first) + value.slice(first.length)
}

function substring(value: string, [start = '', count]: readonly string[]): string {
  const bytes = bytesOf(value)
  const position = readInteger(start)
  if (position === undefined) return value
  const from = position < 0 ? Math.max(bytes.length + position, 0) : position
  if (count === undefined) return textOf(bytes.subarray(Math.min(from, bytes.length)))
  const length = readInteger(count)
  if (length === undefined) return value
  if (from >= bytes.length) return ''
  if (length < 0) throw new EnvsubstError(problems.badSubstitution)
  return textOf(bytes.subarray(from, from + length))
}

function readInteger(text: string): number | undefined {
  return /^[-+]?\d+$/.test(text) ? Number(text) : undefined
}

function trimPrefix(value: string, pattern: string, which: 'shortest' | 'longest'): string {
  const chars = [...value]
  for (let i = 1; i <= chars.length; i++) {
    const length = which === 'shortest' ? i : chars.length + 1 - i
    const head = chars.slice(0, length).join('')
    if (matchesGlob(pattern, head)) return value.slice(head.length)
  }
  return value
}

function reverse(text: string): string {
  return [...text].reverse().join('')
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
