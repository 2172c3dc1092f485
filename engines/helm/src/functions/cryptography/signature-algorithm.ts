import { equalBytes, oid, readElement, readElements, sequence, tag } from './der.ts'
import type { PrivateKey } from './private-key.ts'

/** How a key signs certificates. */
export interface SignatureAlgorithm {
  /** An AlgorithmIdentifier. */
  readonly algorithm: Uint8Array
  readonly hash: 'sha256' | 'sha384' | 'sha512' | undefined
}

const rsa = sequence(oid('1.2.840.113549.1.1.11'), Uint8Array.of(tag.nothing, 0))
const ed25519 = sequence(oid('1.3.101.112'))

const curves = [
  { curve: oid('1.2.840.10045.3.1.7'), algorithm: sequence(oid('1.2.840.10045.4.3.2')), hash: 'sha256' },
  { curve: oid('1.3.132.0.33'), algorithm: sequence(oid('1.2.840.10045.4.3.2')), hash: 'sha256' },
  { curve: oid('1.3.132.0.34'), algorithm: sequence(oid('1.2.840.10045.4.3.3')), hash: 'sha384' },
  { curve: oid('1.3.132.0.35'), algorithm: sequence(oid('1.2.840.10045.4.3.4')), hash: 'sha512' },
] as const

/** The algorithm that Go chooses for a key. @throws Error in Go's words */
export function signatureOf(key: PrivateKey): SignatureAlgorithm {
  if (key.type === 'rsa') return { algorithm: rsa, hash: 'sha256' }
  if (key.type === 'ed25519') return { algorithm: ed25519, hash: undefined }
  const [, algorithm] = readElements(readElement(key.pkcs8).contents)
  const [, parameters] = readElements(algorithm?.contents ?? new Uint8Array())
  const found = curves.find(({ curve }) => parameters && equalBytes(curve, parameters.whole))
  if (!found) throw new Error('x509: unsupported elliptic curve')
  return found
}
