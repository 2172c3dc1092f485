import { isAscii } from '@sluice/gotemplate'
import { isSpace } from './trim.ts'

/** Go maps single characters to single characters, so it has other answers where JavaScript's result is longer. */
const invalidByte = /[\ud800-\udfff]/

/** Go's `strings.ToUpper`. */
export function toUpper(text: string): string {
  return isAscii(text) ? text.toUpperCase() : mapCharacters(text, upperCharacter)
}

/** Go's `strings.ToLower`. */
export function toLower(text: string): string {
  return isAscii(text) ? text.toLowerCase() : mapCharacters(text, lowerCharacter)
}

/** Go's `strings.Title`: every word's first letter in title case. */
export function toTitle(text: string): string {
  let previous = ' '
  return mapCharacters(text, character => {
    const isFirst = isSeparator(previous)
    previous = character
    return isFirst ? titleCharacter(character) : character
  })
}

/** Every word's first letter in lower case. */
export function uncapitalize(text: string): string {
  let isFirst = true
  return mapCharacters(text, character => {
    if (isSpace(character)) isFirst = true
    else if (isFirst) {
      isFirst = false
      return lowerCharacter(character)
    }
    return character
  })
}

/** One character after another; bytes that are no UTF-8 become U+FFFD. */
export function mapCharacters(text: string, change: (character: string) => string): string {
  let result = ''
  for (const character of text) {
    result += change(character.length === 1 && invalidByte.test(character) ? '\ufffd' : character)
  }
  return result
}

/** The text with U+FFFD for bytes that are no UTF-8. */
export function replaceInvalid(text: string): string {
  return mapCharacters(text, character => character)
}

/** Go's `unicode.ToUpper`. */
export function upperCharacter(character: string): string {
  const upper = character.toUpperCase()
  return [...upper].length === 1 ? upper : greekTitle(character)
}

/** Go's `unicode.ToLower`. */
export function lowerCharacter(character: string): string {
  const lower = character.toLowerCase()
  return [...lower].length === 1 ? lower : 'i'
}

/** Go's `unicode.ToTitle`: the letters that are two in one, such as `ǆ`, have a case of their own; Georgian has none. */
export function titleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x1c4 && code <= 0x1cc) return String.fromCharCode(0x1c5 + 3 * Math.floor((code - 0x1c4) / 3))
  if (code >= 0x1f1 && code <= 0x1f3) return '\u01f2'
  return code >= 0x10d0 && code <= 0x10ff ? character : upperCharacter(character)
}

/** The letters with iota below, whose one-character capital JavaScript writes as two. */
function greekTitle(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCharCode(code | 8)
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCharCode(code + 9)
  return character
}

function isSeparator(character: string): boolean {
  if (/[\p{L}\p{Nd}_]/u.test(character)) return false
  return isAscii(character) || isSpace(character)
}
