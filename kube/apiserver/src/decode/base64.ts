/** Standard base64 as Go decodes it, with Go's words for what is wrong. @module */

const alphabet = /[A-Za-z0-9+/]/

/** Where a text stops being base64, as Go counts, or undefined where it is. Line breaks are skipped. */
export function base64Error(text: string): string | undefined {
  const at = corruptAt(text)
  return at === undefined ? undefined : `illegal base64 data at input byte ${at}`
}

function corruptAt(text: string): number | undefined {
  let inQuantum = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    if (character === '\n' || character === '\r') continue
    if (character === '=') return paddingError(text, i, inQuantum)
    if (!alphabet.test(character)) return i
    inQuantum = (inQuantum + 1) % 4
  }
  return inQuantum === 0 ? undefined : text.length - inQuantum
}

function paddingError(text: string, at: number, inQuantum: number): number | undefined {
  if (inQuantum < 2) return at
  let next = skipBreaks(text, at + 1)
  if (inQuantum === 2) {
    if (next === text.length) return text.length
    if (text[next] !== '=') return next - 1
    next = skipBreaks(text, next + 1)
  }
  return next < text.length ? next : undefined
}

function skipBreaks(text: string, from: number): number {
  let at = from
  while (text[at] === '\n' || text[at] === '\r') at++
  return at
}
