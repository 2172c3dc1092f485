/** Cosign's keys: a signature is verified with SHA-256, whatever the key's size; Ed25519 hashes by itself. @module */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { CosignPolicy } from './cosign.ts'
import { envelopeOf, requireSubject } from './dsse.ts'
import { objectAt } from './json-fields.ts'
import { SignatureError } from './signature-error.ts'

/** Trusts what one public key has signed, with no look at transparency logs. @throws SignatureError if it is no key */
export function keyPolicy(pem: string): CosignPolicy {
  const key = readKey(pem)
  return {
    verifyBundle: async (bundle, digest) => {
      if (Object.keys(objectAt(bundle, 'verificationMaterial', 'publicKey')).length === 0)
        throw new SignatureError('expected key signature, not certificate')
      const { payload, signed, signatures } = envelopeOf(bundle)
      if (!signatures.some(signature => isSignedBy(key, signed, signature)))
        throw new SignatureError('could not verify envelope: accepted signatures do not match threshold')
      requireSubject(payload, digest)
    },
    verifySimple: async ({ payload, signature }) => {
      if (!isSignedBy(key, payload, signature)) throw new SignatureError('invalid signature when validating')
    },
  }
}

function readKey(pem: string): KeyObject {
  if (!/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem)) throw new SignatureError('PEM decoding failed')
  try {
    return createPublicKey(pem)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new SignatureError(`PEM decoding failed: ${error.message}`, { cause: error })
  }
}

function isSignedBy(key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return verify(algorithm, signed, key, signature)
}
