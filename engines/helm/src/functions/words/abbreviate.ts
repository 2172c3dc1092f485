import { byteLength, sliceBytes } from '@sluice/gotemplate'

const marker = '...'

/**
 * A text cut to `width` bytes, with `...` where something is left out; what is at byte `offset` stays visible.
 * A `width` that cannot hold the marks gives an empty text.
 */
export function abbreviate(text: string, offset: number, width: number): string {
  const length = byteLength(text)
  if (text === '' || width < 4) return ''
  if (length <= width) return text
  const kept = width - marker.length
  const start = Math.min(offset, length - kept)
  if (start <= 4) return sliceBytes(text, 0, kept) + marker
  if (width < 7) return ''
  if (start + kept < length) return marker + abbreviate(sliceBytes(text, start, length), 0, kept)
  return marker + sliceBytes(text, length - kept, length)
}
