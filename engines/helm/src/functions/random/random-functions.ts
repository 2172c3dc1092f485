import { type FunctionMap, GoFunction, type Int, int } from '@sluice/gotemplate'
import { encodeBase64 } from '../encodings/base64.ts'
import type { FunctionEnvironment } from '../environment.ts'
import { randomBelow } from './random-below.ts'

const digits = '0123456789'
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('')

type Randomness = Pick<FunctionEnvironment, 'randomBytes'>

/** Sprig's functions whose result is different every time. */
export function randomFunctions(from: Randomness): FunctionMap {
  const textOf = (alphabet: string) =>
    new GoFunction(['int'], (count: number) => randomText(from, alphabet, count))
  return {
    randAlphaNum: textOf(digits + letters),
    randAlpha: textOf(letters),
    randNumeric: textOf(digits),
    randAscii: textOf(printable),
    randBytes: new GoFunction(['int'], (count: number) => {
      if (count < 0) throw new Error('runtime error: makeslice: len out of range')
      return encodeBase64(from.randomBytes(count))
    }),
    randInt: new GoFunction(['int', 'int'], (low: number, high: number) => randomInt(from, low, high)),
    uuidv4: new GoFunction([], () => randomUuid(from)),
  }
}

/** A negative count gives nothing. */
function randomText(from: Randomness, alphabet: string, count: number): string {
  let text = ''
  for (let i = 0; i < count; i++)
    text += alphabet.charAt(randomBelow(count => from.randomBytes(count), alphabet.length))
  return text
}

function randomInt(from: Randomness, low: number, high: number): Int {
  if (high <= low) throw new Error('invalid argument to Intn')
  return int(low + randomBelow(count => from.randomBytes(count), high - low))
}

/** RFC 9562, version 4. */
function randomUuid(from: Randomness): string {
  const bytes = from.randomBytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
