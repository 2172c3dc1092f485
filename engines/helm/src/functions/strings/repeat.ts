import { byteLength } from '@sluice/gotemplate'

/** Longer texts than JavaScript can hold are refused in Go's words for texts that Go cannot. */
const maxLength = 2 ** 29 - 24

/** Go's `strings.Repeat`. @throws Error if `count` is negative or the result would be too long */
export function repeat(text: string, count: number): string {
  if (count < 0) throw new Error('strings: negative Repeat count')
  if (byteLength(text) * count > maxLength) throw new Error('strings: Repeat output length overflow')
  return text.repeat(count)
}
