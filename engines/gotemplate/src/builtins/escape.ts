import { isPrintable } from '../format/quote.ts'
import { goBytes } from '../values/go-string.ts'

const html: Readonly<Record<string, string>> = {
  '\0': '\uFFFD',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
}

/** `html` */
export function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, char => html[char] ?? char)
}

const js: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
}

/** `js` */
export function escapeJs(text: string): string {
  return text.replace(/[\\'"<>&=\x00-\x1f]|[^\x00-\x7f]/gu, char => {
    const known = js[char]
    if (known !== undefined) return known
    const code = char.codePointAt(0) ?? 0
    if (code >= 0x80 && isPrintable(char)) return char
    return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
  })
}

/** `urlquery` */
export function escapeQuery(text: string): string {
  let out = ''
  for (const byte of goBytes(text)) {
    const char = String.fromCharCode(byte)
    if (/[A-Za-z0-9_.~-]/.test(char)) out += char
    else if (char === ' ') out += '+'
    else out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}
