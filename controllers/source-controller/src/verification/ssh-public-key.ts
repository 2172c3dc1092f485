/** Public keys of SSH: RFC 4253 section 6.6, RFC 5656, RFC 8709, and OpenSSH's for security keys. @module */
import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { SignatureError } from './signature-error.ts'
import { WireReader } from './wire-reader.ts'

/** A public key. */
export interface SshPublicKey {
  /** `ssh-ed25519`, … */
  readonly type: string
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string
  readonly key: KeyObject
  /** What a security key signs for; undefined for others. */
  readonly application?: string
}

const curves: Readonly<Record<string, { readonly crv: string; readonly size: number }>> = {
  nistp256: { crv: 'P-256', size: 32 },
  nistp384: { crv: 'P-384', size: 48 },
  nistp521: { crv: 'P-521', size: 66 },
}

/** Reads a key as it is written in signatures and files. @throws SignatureError */
export function parsePublicKey(blob: Uint8Array): SshPublicKey {
  const reader = new WireReader(blob)
  const type = reader.text()
  const jwk = readJwk(type, reader)
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
  const isSecurityKey = type.startsWith('sk-')
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return { type, fingerprint, key, ...(isSecurityKey ? { application: reader.text() } : {}) }
  } catch (error) {
    if (!(error instanceof Error) || error instanceof SignatureError) throw error
    throw new SignatureError(`ssh: invalid ${type} key: ${error.message}`, { cause: error })
  }
}

function readJwk(type: string, reader: WireReader): JsonWebKey {
  if (type === 'ssh-ed25519' || type === 'sk-ssh-ed25519@openssh.com')
    return { kty: 'OKP', crv: 'Ed25519', x: base64Url(reader.string()) }
  if (type === 'ssh-rsa') {
    const e = reader.number()
    return { kty: 'RSA', e: base64Url(e), n: base64Url(reader.number()) }
  }
  if (/^(?:sk-)?ecdsa-sha2-/.test(type)) return readPoint(reader)
  throw new SignatureError(`ssh: unknown key algorithm: ${type}`)
}

function readPoint(reader: WireReader): JsonWebKey {
  const curve = curves[reader.text()]
  const point = reader.string()
  // SEC 1, section 2.3.4: the point uncompressed.
  if (!curve || point[0] !== 4 || point.length !== 1 + 2 * curve.size)
    throw new SignatureError('ssh: invalid curve point')
  const [x, y] = [point.subarray(1, 1 + curve.size), point.subarray(1 + curve.size)]
  return { kty: 'EC', crv: curve.crv, x: base64Url(x), y: base64Url(y) }
}

function base64Url(bytes: Buffer): string {
  return bytes.toString('base64url')
}

/** The keys of an `authorized_keys` file; options and comments are skipped. @throws SignatureError for a bad line */
export function parseAuthorizedKeys(text: string): readonly SshPublicKey[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(parseLine)
}

function parseLine(line: string): SshPublicKey {
  const words = line.split(/\s+/)
  // The key stands behind its type, and its first string is that type again.
  for (const [i, word] of words.slice(0, -1).entries()) {
    const blob = Buffer.from(words[i + 1] ?? '', 'base64')
    if (/^(?:ssh-|ecdsa-|sk-)/.test(word) && blob.subarray(4, 4 + word.length).toString() === word)
      return parsePublicKey(blob)
  }
  throw new SignatureError('unable to parse authorized key: ssh: no key found')
}
