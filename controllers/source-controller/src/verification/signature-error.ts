/** A signature that proves nothing, or cannot be looked at. The message says why. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError'
}
