import { type PrivateKey, type PublicKey, readKeys } from 'openpgp'
import { OpenPgpError, reasonOf } from './errors.ts'

/** A key of a keyring. */
export type RingKey = PublicKey | PrivateKey

/** The keys of a keyring as GnuPG exports it: binary, or as armored text. @throws OpenPgpError if it is none */
export async function readKeyring(ring: Uint8Array | string): Promise<RingKey[]> {
  try {
    return typeof ring === 'string'
      ? await readKeys({ armoredKeys: ring })
      : await readKeys({ binaryKeys: ring })
  } catch (error) {
    throw new OpenPgpError(`openpgp: invalid data: ${reasonOf(error)}`, { cause: error })
  }
}
