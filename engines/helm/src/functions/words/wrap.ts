import { goBytes, goString } from '@sluice/gotemplate'

/** How lines are broken. */
export interface WrapOptions {
  /** What is put between lines; `''` means a newline. */
  readonly newline: string
  /** Whether a word longer than a line is cut. */
  readonly splitsLongWords: boolean
}

const blank = 0x20

/** Breaks a text at blanks into lines of at most `width` bytes; blanks at a line's start disappear. */
export function wrap(text: string, width: number, options: WrapOptions): string {
  const bytes = goBytes(text)
  const size = Math.max(width, 1)
  const lines: string[] = []
  let offset = 0
  while (bytes.length - offset > size) {
    if (bytes[offset] === blank) {
      offset++
      continue
    }
    const { end, next } = lineFrom(bytes, offset, { size, splits: options.splitsLongWords })
    if (end === undefined) break
    lines.push(goString(bytes.subarray(offset, end)))
    offset = next
  }
  return [...lines, goString(bytes.subarray(offset))].join(options.newline || '\n')
}

/** Where the line that starts at `offset` ends and the next one starts; no end if it is the last. */
function lineFrom(bytes: Uint8Array, offset: number, { size, splits }: { size: number; splits: boolean }) {
  const gap = bytes.subarray(offset, offset + size + 1).lastIndexOf(blank)
  if (gap >= 0) return { end: offset + gap, next: offset + gap + 1 }
  if (splits) return { end: offset + size, next: offset + size }
  const next = bytes.indexOf(blank, offset + size)
  return next < 0 ? { end: undefined, next: bytes.length } : { end: next, next: next + 1 }
}
