/**
 * What is signed in Git: a commit without its signature headers, a tag up to the signature at its end.
 * @module
 */
import { verifyPgpSignature } from './pgp-signature.ts'
import { SignatureError } from './signature-error.ts'
import { verifySshSignature } from './ssh-signature.ts'

/** A commit or tag, taken apart. */
export interface SignedObject {
  /** How messages name its kind. */
  readonly kind: 'commit' | 'tag'
  /** Armored; empty if there is none. */
  readonly signature: string
  readonly payload: Uint8Array
}

/** Public keys that are trusted, each text as it stood in its file. */
export interface TrustedKeys {
  readonly pgp: readonly string[]
  readonly ssh: readonly string[]
}

/** Takes a commit apart. */
export function signedCommit(encoded: Uint8Array): SignedObject {
  const text = latin1(encoded)
  const end = text.indexOf('\n\n')
  const head = end < 0 ? text : text.slice(0, end + 1)
  const signature = /^gpgsig (.*(?:\n .*)*)/m.exec(head)?.[1]?.replaceAll('\n ', '\n') ?? ''
  const unsigned = head.replaceAll(/^gpgsig(?:-sha256)? .*\n(?: .*\n)*/gm, '')
  const payload = Buffer.from(unsigned + (end < 0 ? '' : text.slice(end + 1)), 'latin1')
  return { kind: 'commit', signature, payload }
}

/** Takes a tag apart: the last line that begins a signature begins it. */
export function signedTag(encoded: Uint8Array): SignedObject {
  const text = latin1(encoded)
  const begin = /^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|SSH SIGNATURE|SIGNED MESSAGE|CERTIFICATE)-----/gm
  const at = [...text.matchAll(begin)].at(-1)?.index ?? text.length
  return { kind: 'tag', signature: text.slice(at), payload: Buffer.from(text.slice(0, at), 'latin1') }
}

/** One character for each byte, so that what is cut out leaves the others as they are. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

/**
 * The key that signed: the ID of a PGP key, the fingerprint of an SSH key.
 * @throws SignatureError if no trusted key did
 */
export async function verifyGitSignature(
  signed: SignedObject,
  keys: TrustedKeys,
  date: Date,
): Promise<string> {
  const type = typeOf(signed.signature)
  if (type === 'openpgp') {
    requireKeys(keys.pgp, 'PGP', '.asc')
    return naming(`unable to verify Git ${signed.kind}`, () => verifyPgpSignature(signed, keys.pgp, date))
  }
  if (type === 'ssh') {
    requireKeys(keys.ssh, 'SSH', '.sshpub')
    const what = `unable to verify Git ${signed.kind} SSH signature`
    return naming(what, () => verifySshSignature(signed, keys.ssh))
  }
  throw new SignatureError(`unsupported signature type: ${type}`)
}

const beginnings = {
  openpgp: '-----BEGIN PGP SIGNATURE-----',
  ssh: '-----BEGIN SSH SIGNATURE-----',
  x509: '-----BEGIN SIGNED MESSAGE-----',
} as const

function typeOf(signature: string): keyof typeof beginnings | 'empty' | 'unknown' {
  const text = signature.trimStart()
  for (const type of ['openpgp', 'ssh', 'x509'] as const) if (text.startsWith(beginnings[type])) return type
  return signature === '' ? 'empty' : 'unknown'
}

function requireKeys(keys: readonly string[], kind: string, suffix: string): void {
  if (keys.length > 0) return
  throw new SignatureError(
    `${kind} signature detected but no ${kind} public keys found in secret (keys with ${suffix} suffix)`,
  )
}

async function naming(what: string, work: () => string | Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    throw new SignatureError(`${what}: ${error.message}`, { cause: error })
  }
}
