import { createHash } from 'node:crypto'

/** Algorithms an artifact digest may use. */
export type DigestAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** The digest of some bytes (a string counts as UTF-8), as `<algorithm>:<hex>`. */
export function digestOf(bytes: Uint8Array | string, algorithm: DigestAlgorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`
}

/** Splits `<algorithm>:<hex>`; undefined if the text is not of that form. */
export function parseDigest(text: string): { readonly algorithm: string; readonly hex: string } | undefined {
  const match = /^([a-z0-9]+(?:[.+_-][a-z0-9]+)*):([a-zA-Z0-9=_-]+)$/.exec(text)
  return match?.[1] && match[2] ? { algorithm: match[1], hex: match[2] } : undefined
}
