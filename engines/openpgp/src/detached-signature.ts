import { createMessage, readSignature, type Signature, verify } from 'openpgp'
import { OpenPgpError, reasonOf } from './errors.ts'
import type { RingKey } from './keyring.ts'

/** Bytes, and the signature that was made of them. */
export interface DetachedSignature {
  readonly payload: Uint8Array
  /** Armored. */
  readonly signature: string
}

/**
 * The ID of the primary key, in upper-case hexadecimal, of whoever signed; undefined if nobody of the ring did, or with
 * a key that is not good at `date`.
 * @throws OpenPgpError if the signature is none
 */
export async function verifyDetached(
  signed: DetachedSignature,
  keys: readonly RingKey[],
  date: Date,
): Promise<string | undefined> {
  const message = await createMessage({ binary: signed.payload })
  const signature = await parse(signed.signature)
  const { signatures } = await verify({ message, signature, verificationKeys: [...keys], date })
  for (const { verified, keyID } of signatures) {
    const signer = keys.find(key => key.getKeys(keyID).length > 0)
    if (!signer) continue
    try {
      await verified
      // OpenPGP.js looks at the key as it was when the signature was made.
      await signer.getSigningKey(keyID, date)
      return signer.getKeyID().toHex().toUpperCase()
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
  }
  return undefined
}

async function parse(armoredSignature: string): Promise<Signature> {
  try {
    return await readSignature({ armoredSignature })
  } catch (error) {
    throw new OpenPgpError(`openpgp: invalid signature: ${reasonOf(error)}`, { cause: error })
  }
}
