import { decodeBase64, encodeBase64 } from '../encodings/base64.ts'

/** A block of PEM: what kind of thing it holds, and its bytes. */
export interface PemBlock {
  readonly type: string
  readonly bytes: Uint8Array
}

/** A block as text, lines of 64 characters. */
export function formatPem({ type, bytes }: PemBlock): string {
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${type}-----\n${lines.map(line => `${line}\n`).join('')}-----END ${type}-----\n`
}

const block = /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)\n?-----END \1-----[ \t\r]*(?:\n|$)/g

/** The first block in a text; what is around it does not matter. */
export function findPem(text: string): PemBlock | undefined {
  for (const [, type = '', body = ''] of text.matchAll(block)) {
    try {
      return { type, bytes: decodeBase64(withoutHeaders(body).replace(/[ \t]/g, '')) }
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
  }
  return undefined
}

/** RFC 1421: lines with a colon before the content. */
function withoutHeaders(body: string): string {
  return body.replace(/^(?:[^\n:]*:[^\n]*\n)+\n?/, '')
}
