import { goBytes, goString } from '@sluice/gotemplate'

/** The part of a URL that a text stands in; each leaves other characters as they are. */
export type UrlPart = 'path' | 'host' | 'zone' | 'userinfo' | 'fragment'

const letters = 'a-zA-Z0-9\\-_.~'
const kept: Readonly<Record<UrlPart, RegExp>> = {
  path: new RegExp(`[${letters}$&+,/:;=@]`),
  host: new RegExp(`[${letters}!$&'()*+,;=:[\\]<>"]`),
  zone: new RegExp(`[${letters}!$&'()*+,;=:[\\]<>"]`),
  userinfo: new RegExp(`[${letters}$&+,;=]`),
  fragment: new RegExp(`[${letters}$&+,/:;=?@!()*]`),
}

/** Percent-encodes what must not stand in the part as it is (Go's `url.escape`). */
export function escapeUrl(text: string, part: UrlPart): string {
  let result = ''
  for (const byte of goBytes(text)) {
    const character = String.fromCharCode(byte)
    const isKept = byte < 0x80 && kept[part].test(character)
    result += isKept ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return result
}

/** Undoes percent-encoding (Go's `url.unescape`). @throws Error in Go's words */
export function unescapeUrl(text: string, part: UrlPart): string {
  const bytes: number[] = []
  for (let i = 0; i < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(i) ?? 0)
    if (character === '%') {
      bytes.push(unescapeByte(text.slice(i, i + 3), part))
      i += 3
      continue
    }
    const isHost = part === 'host' || part === 'zone'
    if (isHost && character < '\x80' && !kept[part].test(character)) {
      throw new Error(`invalid character ${JSON.stringify(character)} in host name`)
    }
    bytes.push(...goBytes(character))
    i += character.length
  }
  return goString(Uint8Array.from(bytes))
}

/** RFC 6874: in a host only bytes that are no ASCII and, before a zone, the percent sign itself may be encoded. */
function unescapeByte(code: string, part: UrlPart): number {
  const byte = /^%[\da-f]{2}$/i.test(code) ? Number.parseInt(code.slice(1), 16) : undefined
  const isAllowed =
    code === '%25' ||
    byte === undefined ||
    (part !== 'zone' && part !== 'host') ||
    (part === 'host' && byte >= 0x80) ||
    (part === 'zone' && (byte === 0x20 || (byte < 0x80 && kept.host.test(String.fromCharCode(byte)))))
  if (byte === undefined || !isAllowed) throw new Error(`invalid URL escape ${JSON.stringify(code)}`)
  return byte
}
