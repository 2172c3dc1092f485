import {
  type CleartextMessage,
  createCleartextMessage,
  decryptKey,
  type PrivateKey,
  readCleartextMessage,
  sign,
  verify,
} from 'openpgp'
import { OpenPgpError, reasonOf } from './errors.ts'
import type { RingKey } from './keyring.ts'

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

/** The key that a text is signed with. @throws OpenPgpError if no key of the ring made its signature */
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
  throw new OpenPgpError(`openpgp: ${reason}`)
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
    throw new OpenPgpError('openpgp: invalid data: private key checksum failure', { cause: error })
  }
}
