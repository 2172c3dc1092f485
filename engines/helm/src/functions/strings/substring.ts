import { byteLength, sliceBytes } from '@sluice/gotemplate'

/** The first bytes of a text, or the last ones for a negative count. */
export function truncate(count: number, text: string): string {
  const length = byteLength(text)
  if (count < 0 && length + count > 0) return sliceBytes(text, length + count, length)
  return count >= 0 && length > count ? sliceBytes(text, 0, count) : text
}

/** The bytes from `start` to `end`; a negative start means 0, a negative or too large end the text's end. */
export function substring(start: number, end: number, text: string): string {
  const length = byteLength(text)
  if (start < 0) return sliceString(text, 0, end, length)
  return sliceString(text, start, end < 0 || end > length ? length : end, length)
}

/** Go's `text[start:end]` with its panics. */
function sliceString(text: string, start: number, end: number, length: number): string {
  if (end < 0) throw new Error(`runtime error: slice bounds out of range [:${end}]`)
  if (end > length)
    throw new Error(`runtime error: slice bounds out of range [:${end}] with length ${length}`)
  if (start > end) throw new Error(`runtime error: slice bounds out of range [${start}:${end}]`)
  return sliceBytes(text, start, end)
}
