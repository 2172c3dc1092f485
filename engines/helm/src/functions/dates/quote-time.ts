import { goBytes } from '@sluice/gotemplate'

/** Quotes as Go's `time` package does: what is no ASCII is written byte by byte. */
export function quoteTime(text: string): string {
  let quoted = ''
  for (const byte of goBytes(text)) {
    const character = String.fromCharCode(byte)
    if (byte >= 0x80 || byte < 0x20) quoted += `\\x${byte.toString(16).padStart(2, '0')}`
    else quoted += character === '"' || character === '\\' ? `\\${character}` : character
  }
  return `"${quoted}"`
}
