/** Keys or signatures that are none, or that do not belong together. */
export class OpenPgpError extends Error {
  override readonly name = 'OpenPgpError'
}

/** Why something failed, in the words of the one that noticed. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
