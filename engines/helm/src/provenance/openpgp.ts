/**
 * What we use of OpenPGP.js, which is large: the module that names it is loaded when a signature is made or checked.
 * @module
 */
import {
  type CleartextMessage,
  createCleartextMessage,
  decryptKey,
  type PrivateKey,
  type PublicKey,
  readCleartextMessage,
  readKeys,
  sign,
  verify,
} from 'openpgp'
import { ChartError } from '../chart/chart-error.ts'

/** A key of a keyring. */
export type RingKey = PublicKey | PrivateKey

/** The keys of a binary keyring, as GnuPG exports it. @throws ChartError if it is none */
export async function readKeyring(bytes: Uint8Array): Promise<RingKey[]> {
  try {
    return await readKeys({ binaryKeys: bytes })
  } catch (error) {
    throw new ChartError(`openpgp: invalid data: ${reasonOf(error)}`, { cause: error })
  }
}

/** A signed text. */
export interface SignedText {
  readonly text: string
  readonly message: CleartextMessage
}

/** Takes a signed text apart; undefined if it is none. */
export async function readSignedText(armored: string): Promise<SignedText | undefined> {
  if (!armored.includes('-----BEGIN PGP SIGNED MESSAGE-----')) return undefined
  try {
    const message = await readCleartextMessage({ cleartextMessage: armored })
    return { text: message.getText(), message }
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

/** The key that a text is signed with. @throws ChartError if no key of the ring made its signature */
export async function signerOf(
  { message }: SignedText,
  keys: readonly RingKey[],
  date: Date,
): Promise<RingKey> {
  const { signatures } = await verify({ message, verificationKeys: [...keys], date })
  let reason = 'signature made by unknown entity'
  for (const { verified, keyID } of signatures) {
    const signer = keys.find(key => key.getKeys(keyID).length > 0)
    if (!signer) continue
    try {
      await verified
      return signer
    } catch (error) {
      reason = `invalid signature: ${reasonOf(error)}`
    }
  }
  throw new ChartError(`openpgp: ${reason}`)
}

/** Signs a text. The passphrase is asked for only if the key is locked. */
export async function signText(
  text: string,
  key: PrivateKey,
  { passphrase, date }: { readonly passphrase: () => Promise<string>; readonly date: Date },
): Promise<string> {
  const unlocked = key.isDecrypted() ? key : await unlock(key, await passphrase())
  const message = await createCleartextMessage({ text })
  return sign({ message, signingKeys: unlocked, date })
}

async function unlock(privateKey: PrivateKey, passphrase: string): Promise<PrivateKey> {
  try {
    return await decryptKey({ privateKey, passphrase })
  } catch (error) {
    throw new ChartError('openpgp: invalid data: private key checksum failure', { cause: error })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
