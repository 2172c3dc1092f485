import { goBytes } from '@sluice/gotemplate'
import { isSpace } from '../strings/trim.ts'

/** The first letter of every word. goutils: it looks at bytes, and takes each for a character. */
export function initials(text: string): string {
  let result = ''
  let isFirst = true
  for (const byte of goBytes(text)) {
    const character = String.fromCharCode(byte)
    if (isSpace(character)) isFirst = true
    else if (isFirst) {
      result += character
      isFirst = false
    }
  }
  return result
}
