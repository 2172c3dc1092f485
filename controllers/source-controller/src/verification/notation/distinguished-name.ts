import { SignatureError } from '../signature-error.ts'

/** Attributes of a name, such as `C`, `ST` and `O`. */
export type DistinguishedName = ReadonlyMap<string, string>

/** Reads a name as RFC 4514 writes it: `C=US, ST=WA, O=acme`. @throws SignatureError */
export function parseDistinguishedName(text: string): DistinguishedName {
  if (text.includes('=#')) {
    throw new SignatureError(
      `unsupported distinguished name (DN) "${text}": notation does not support x509.subject identities containing "=#"`,
    )
  }
  const lines = splitUnescaped(text, /[,;]/)
  return nameOf(text, lines)
}

/** Reads a certificate's subject, an attribute a line. @throws SignatureError */
export function parseSubject(subject: string): DistinguishedName {
  return nameOf(subject.replaceAll('\n', ', '), subject.split('\n'))
}

function nameOf(text: string, parts: readonly string[]): DistinguishedName {
  const name = new Map<string, string>()
  for (const part of parts) {
    const at = part.indexOf('=')
    if (at < 0) throw new SignatureError(`parsing distinguished name (DN) "${text}" failed`)
    if (splitUnescaped(part, /\+/).length > 1) {
      throw new SignatureError(
        `distinguished name (DN) "${text}" has multi-valued RDN attributes, remove multi-valued RDN attributes ` +
          'as they are not supported',
      )
    }
    const type = part.slice(0, at).trim()
    const key = type === 'S' ? 'ST' : type
    if (name.has(key)) {
      throw new SignatureError(
        `distinguished name (DN) "${text}" has duplicate RDN attribute for "${key}", DN can only have unique RDN attributes`,
      )
    }
    name.set(key, withoutEscapes(part.slice(at + 1).trim()))
  }
  for (const field of ['C', 'ST', 'O']) {
    if (name.get(field)) continue
    throw new SignatureError(
      `distinguished name (DN) "${text}" has no mandatory RDN attribute for "${field}", it must contain ` +
        "'C', 'ST' or 'S', and 'O' RDN attributes at a minimum",
    )
  }
  return name
}

/** Whether all attributes of one name are in another. */
export function isSubset(part: DistinguishedName, whole: DistinguishedName): boolean {
  return [...part].every(([key, value]) => whole.get(key) === value)
}

function splitUnescaped(text: string, separator: RegExp): readonly string[] {
  const parts = ['']
  for (const [piece] of text.matchAll(/\\?./gs)) {
    if (separator.test(piece) && piece.length === 1) parts.push('')
    else parts.push((parts.pop() ?? '') + piece)
  }
  return parts
}

function withoutEscapes(value: string): string {
  return value
    .replaceAll(/(?:\\[0-9a-fA-F]{2})+/g, hex => Buffer.from(hex.replaceAll('\\', ''), 'hex').toString())
    .replaceAll(/\\(.)/g, '$1')
}
