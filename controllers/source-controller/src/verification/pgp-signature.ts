import { SignatureError } from './signature-error.ts'

/**
 * The ID of the key that signed a payload.
 * @throws SignatureError if none of the armored keyrings has it
 */
export async function verifyPgpSignature(
  signed: { readonly payload: Uint8Array; readonly signature: string },
  rings: readonly string[],
  date: Date,
): Promise<string> {
  const { OpenPgpError, readKeyring, verifyDetached } = await import('@sluice/openpgp')
  let problem: Error | undefined
  let isTried = false
  for (const ring of rings) {
    try {
      const keys = await readKeyring(ring)
      isTried = true
      const signer = await verifyDetached({ ...signed, signature: signed.signature.trim() }, keys, date)
      if (signer !== undefined) return signer
    } catch (error) {
      if (!(error instanceof OpenPgpError)) throw error
      problem ??= error
    }
  }
  // A ring that cannot be read must not hide that the others lack the key.
  if (!isTried && problem) {
    throw new SignatureError(`unable to read armored key ring: ${problem.message}`, { cause: problem })
  }
  throw new SignatureError('unable to verify payload with any of the given key rings: no matching key')
}
