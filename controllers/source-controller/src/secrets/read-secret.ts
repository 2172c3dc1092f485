import { isNotFound, type KubeClient } from '@sluice/kube/client'
import { Kind } from '@sluice/kube/meta'
import { type SecretData, SecretNotFound } from './secret-data.ts'

const Secret = new Kind({ group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true })

/** A Secret's content. @throws SecretNotFound with the API server's message */
export async function readSecret(
  client: KubeClient,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<SecretData> {
  try {
    return decode(await client.get(Secret, namespace, name, signal))
  } catch (error) {
    if (isNotFound(error) && error instanceof Error) throw new SecretNotFound(error.message, { cause: error })
    throw error
  }
}

function decode(secret: { readonly [member: string]: unknown }): SecretData {
  const { data } = secret
  const entries = typeof data === 'object' && data !== null ? Object.entries(data) : []
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(String(value), 'base64')]))
}
