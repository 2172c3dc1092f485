/** The value of string and bytes literals. @module */

/** What a string or bytes literal stands for; undefined where an escape is wrong. */
export function unescapeLiteral(token: string, isBytes: boolean): Uint8Array | string | undefined {
  const prefix = /^[rRbB]*/.exec(token)?.[0].toLowerCase() ?? ''
  const quoted = token.slice(prefix.length)
  const width = quoted.startsWith('"""') || quoted.startsWith("'''") ? 3 : 1
  const body = quoted.slice(width, -width).replace(/\r\n?/g, '\n')
  if (prefix.includes('r')) return isBytes ? new TextEncoder().encode(body) : body
  return isBytes ? unescapeBytes(body) : unescapeText(body)
}

const escapes =
  /\\(?:([abfnrtv\\'"`?])|x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]?))/g

const simple: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 }

function unescapeText(body: string): string | undefined {
  let isWrong = false
  const text = body.replace(escapes, (_, short, x, bigX, octal, u, bigU) => {
    const code = codeOf(short, x ?? bigX ?? u ?? bigU, octal)
    if (code === undefined || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      isWrong = true
      return ''
    }
    return String.fromCodePoint(code)
  })
  return isWrong ? undefined : text
}

/** In bytes, `\x` and octal escapes are bytes, and `\u` is not allowed. */
function unescapeBytes(body: string): Uint8Array | undefined {
  const bytes: number[] = []
  let last = 0
  for (const match of body.matchAll(escapes)) {
    bytes.push(...new TextEncoder().encode(body.slice(last, match.index)))
    last = match.index + match[0].length
    const [, short, x, bigX, octal, u, bigU] = match
    const code = u || bigU ? undefined : codeOf(short, x ?? bigX, octal)
    if (code === undefined) return undefined
    bytes.push(code)
  }
  bytes.push(...new TextEncoder().encode(body.slice(last)))
  return Uint8Array.from(bytes)
}

function codeOf(short?: string, hex?: string, octal?: string): number | undefined {
  if (short !== undefined) return simple[short] ?? short.charCodeAt(0)
  if (hex !== undefined) return Number.parseInt(hex, 16)
  return octal === undefined ? undefined : Number.parseInt(octal, 8)
}
