/** Signatures as `ssh-keygen -Y sign` makes them: OpenSSH's PROTOCOL.sshsig. @module */
import { createHash, verify } from 'node:crypto'
import { SignatureError } from './signature-error.ts'
import { parseAuthorizedKeys, parsePublicKey, type SshPublicKey } from './ssh-public-key.ts'
import { WireReader, wireString } from './wire-reader.ts'

const namespace = 'git'
const preamble = 'SSHSIG'

interface SshSignature {
  readonly publicKey: SshPublicKey
  readonly namespace: string
  readonly hashAlgorithm: string
  /** `rsa-sha2-512`, … */
  readonly format: string
  readonly bytes: Buffer
  /** What follows the signature of a security key: flags and counter. */
  readonly rest: Buffer
}

/**
 * The fingerprint of the key that signed a payload.
 * @throws SignatureError if none of the `authorized_keys` texts has it
 */
export function verifySshSignature(
  signed: { readonly payload: Uint8Array; readonly signature: string },
  authorizedKeys: readonly string[],
): string {
  const signature = readSignature(signed.signature)
  const { keys, problem } = readKeys(authorizedKeys)
  if (!keys) throw new SignatureError(`unable to parse authorized keys: ${problem}`)
  const reasons = new Set<string>()
  for (const key of keys) {
    const reason = mismatch(signature, signed.payload, key)
    if (reason === undefined) return key.fingerprint
    reasons.add(reason)
  }
  // flux: a line for each reason.
  throw new SignatureError(
    ['unable to verify payload with any of the given authorized keys: no matching key', ...reasons].join(
      '\n',
    ),
  )
}

function readSignature(armored: string): SshSignature {
  try {
    return unarmor(armored)
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    throw new SignatureError(`unable to unarmor SSH signature: ${error.message}`, { cause: error })
  }
}

function unarmor(armored: string): SshSignature {
  const body = /-----BEGIN SSH SIGNATURE-----([A-Za-z0-9+/=\s]*)-----END SSH SIGNATURE-----/.exec(
    armored,
  )?.[1]
  if (body === undefined) throw new SignatureError('invalid PEM block')
  const reader = new WireReader(Buffer.from(body, 'base64'))
  if (reader.take(preamble.length).toString() !== preamble) throw new SignatureError('invalid magic preamble')
  if (reader.uint32() !== 1) throw new SignatureError('unsupported signature version')
  const publicKey = parsePublicKey(reader.string())
  const signedFor = reader.text()
  reader.string() // reserved
  const hashAlgorithm = reader.text()
  if (hashAlgorithm !== 'sha256' && hashAlgorithm !== 'sha512')
    throw new SignatureError(`unsupported hash algorithm: ${hashAlgorithm}`)
  const blob = reader.string()
  const inner = new WireReader(blob)
  const format = inner.text()
  const bytes = inner.string()
  const rest = blob.subarray(8 + format.length + bytes.length)
  return { publicKey, namespace: signedFor, hashAlgorithm, format, bytes, rest }
}

/** All keys that can be read; a text that cannot is a problem only where no other can. */
function readKeys(texts: readonly string[]): {
  readonly keys: readonly SshPublicKey[] | undefined
  readonly problem: string
} {
  let keys: readonly SshPublicKey[] | undefined
  let problem = ''
  for (const text of texts) {
    try {
      keys = [...(keys ?? []), ...parseAuthorizedKeys(text)]
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      problem ||= error.message
    }
  }
  return { keys, problem }
}

/** Why the key did not make the signature; undefined if it did. */
function mismatch(signature: SshSignature, payload: Uint8Array, key: SshPublicKey): string | undefined {
  if (signature.publicKey.fingerprint !== key.fingerprint) return 'public key does not match'
  if (signature.namespace !== namespace) return 'namespace does not match'
  const digest = createHash(signature.hashAlgorithm).update(payload).digest()
  const parts = [signature.namespace, '', signature.hashAlgorithm, digest].map(wireString)
  const data = Buffer.concat([Buffer.from(preamble), ...parts])
  return isSignedBy(signature, data, key) ? undefined : 'ssh: signature did not verify'
}

function isSignedBy(
  signature: SshSignature,
  data: Buffer,
  { type, key, application }: SshPublicKey,
): boolean {
  const { format, bytes, rest } = signature
  const signed = application === undefined ? data : securityKeyData(application, rest, data)
  if (signed === undefined) return false
  if (type === 'ssh-rsa') {
    const hash = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' }[format]
    return hash !== undefined && verify(hash, signed, key, bytes)
  }
  if (format !== type) return false
  if (type.includes('ed25519')) return bytes.length === 64 && verify(null, signed, key, bytes)
  const hash = hashOfCurve[key.asymmetricKeyDetails?.namedCurve ?? '']
  return hash !== undefined && verify(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, pointOf(bytes, key))
}

/** RFC 5656, section 6.2.1. */
const hashOfCurve: Readonly<Record<string, string>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
}

/** The two numbers of an ECDSA signature, as long as those of the curve. */
function pointOf(bytes: Buffer, key: { export(options: { format: 'jwk' }): { x?: string } }): Buffer {
  const size = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').length
  const reader = new WireReader(bytes)
  const [r, s] = [reader.number(), reader.number()]
  if (r.length > size || s.length > size) return Buffer.alloc(0)
  return Buffer.concat([Buffer.alloc(size - r.length), r, Buffer.alloc(size - s.length), s])
}

/** PROTOCOL.u2f: a security key signs digests, its flags and its counter. */
function securityKeyData(application: string, rest: Buffer, data: Buffer): Buffer | undefined {
  if (rest.length !== 5) return undefined
  const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest()
  return Buffer.concat([digest(application), rest, digest(data)])
}
