/** A Secret's content by key. */
export type SecretData = Readonly<Record<string, Uint8Array>>

/** Reads a Secret. @throws SecretNotFound with the API server's message; or as requests do */
export type GetSecret = (namespace: string, name: string, signal: AbortSignal) => Promise<SecretData>

/** A Secret that does not exist. */
export class SecretNotFound extends Error {
  override readonly name = 'SecretNotFound'
}

/** A Secret whose content is not what it is used for. The message names it, and never its content. */
export class SecretError extends Error {
  override readonly name = 'SecretError'
}

/** Names a Secret in messages, and says how to read it. */
export interface SecretAt {
  readonly namespace: string
  readonly name: string
  readonly getSecret: GetSecret
  readonly signal: AbortSignal
}

/** Reads a Secret; failures are told as Flux does. @throws SecretError */
export async function readSecretAt({ namespace, name, getSecret, signal }: SecretAt): Promise<SecretData> {
  const secret = `secret '${namespace}/${name}'`
  try {
    return await getSecret(namespace, name, signal)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const text =
      error instanceof SecretNotFound ? `${secret} not found` : `failed to get ${secret}: ${error.message}`
    throw new SecretError(text, { cause: error })
  }
}

/** A value as text; empty if it is missing. */
export function textOf(bytes: Uint8Array | undefined): string {
  return bytes ? new TextDecoder().decode(bytes) : ''
}
