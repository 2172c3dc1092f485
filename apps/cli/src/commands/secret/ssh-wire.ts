/** Public keys in the wire format of SSH (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4). @module */
import type { KeyObject } from 'node:crypto'

/** A public key as a line of `authorized_keys`. @throws Error for kinds of keys that SSH servers do not take */
export function authorizedKey(key: KeyObject): string {
  return authorizedKeyOfBlob(publicBlob(key))
}

/** A blob as a line of `authorized_keys`; its first string is its kind. */
export function authorizedKeyOfBlob(blob: Buffer): string {
  const [kind] = readString(blob, 0)
  return `${kind.toString('ascii')} ${blob.toString('base64')}\n`
}

/** The blob of a public key. */
export function publicBlob(key: KeyObject): Buffer {
  const { kty, crv, x = '', y = '', e = '', n = '' } = key.export({ format: 'jwk' })
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  if (kty === 'RSA') return Buffer.concat([sshString('ssh-rsa'), integer(bytes(e)), integer(bytes(n))])
  if (kty === 'OKP' && crv === 'Ed25519')
    return Buffer.concat([sshString('ssh-ed25519'), sshString(bytes(x))])
  if (kty === 'EC' && crv?.startsWith('P-')) {
    const curve = `nistp${crv.slice(2)}`
    const point = Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)])
    return Buffer.concat([sshString(`ecdsa-sha2-${curve}`), sshString(curve), sshString(point)])
  }
  throw new Error(`keys of kind ${crv ?? kty} cannot be used with SSH`)
}

/** The blob of the public key inside a private key in OpenSSH's own format, which is never encrypted. */
export function blobOfOpensshKey(pem: string): Buffer | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(pem)?.[1]
  if (body === undefined) return undefined
  const bytes = Buffer.from(body.replace(/\s/g, ''), 'base64')
  const magic = 'openssh-key-v1\0'
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return undefined
  // After the magic: cipher, key derivation, its options, the number of keys, the first public key.
  let at = magic.length
  for (let i = 0; i < 3; i++) at = readString(bytes, at)[1]
  return readString(bytes, at + 4)[0]
}

/** A string with its length before it. */
export function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** A positive integer: a leading zero byte keeps it from being read as negative. */
function integer(bytes: Buffer): Buffer {
  const first = bytes[0] ?? 0
  return sshString(first >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

function readString(bytes: Buffer, at: number): readonly [value: Buffer, next: number] {
  const end = at + 4 + bytes.readUInt32BE(at)
  if (end > bytes.length) throw new Error('the key is cut off')
  return [bytes.subarray(at + 4, end), end]
}
