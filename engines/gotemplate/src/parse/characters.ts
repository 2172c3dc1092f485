/**
 * Characters as Go's lexer sorts them, by UTF-16 code.
 * @module
 */

const letterOrDigit = /[\p{L}\p{Nd}]/u

/** Blank, tab and the ends of lines. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d
}

/** Whether a digit stands there. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Where a run of letters, digits and underscores ends. */
export function skipWord(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (code < 0x80) {
      const lower = code | 0x20
      if ((lower >= 0x61 && lower <= 0x7a) || isDigit(code) || code === 0x5f) at++
      else return at
    } else {
      const char = characterAt(text, at)
      if (!letterOrDigit.test(char)) return at
      at += char.length
    }
  }
}

/** Where a run of blanks ends. */
export function skipSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/** The whole character; nothing at the end. */
export function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** Go's `%#U`. */
export function unicodeName(text: string, at: number): string {
  const char = characterAt(text, at)
  const code = char.codePointAt(0) ?? 0
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(char) ? `${name} '${char}'` : name
}
