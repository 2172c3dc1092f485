/** The Secrets that a bucket's spec names. @module */
import type { Bucket as BucketObject } from '@sluice/api/source'
import { readProxy } from '../secrets/proxy-secret.ts'
import { type SecretAt, type SecretData, SecretError } from '../secrets/secret-data.ts'
import { readTls } from '../secrets/tls-secret.ts'
import type { Deps } from './deps.ts'
import { type BucketSecrets, CredentialsError } from './providers/provider.ts'

/** Reads every Secret of the spec. @throws CredentialsError that says which one is not as it must be */
export async function readSecrets(
  { metadata, spec }: BucketObject,
  signal: AbortSignal,
  { getSecret }: Pick<Deps, 'getSecret'>,
): Promise<BucketSecrets> {
  const namespace = metadata.namespace ?? ''
  const read = async (what: string, name: string | undefined): Promise<SecretData | undefined> => {
    if (name === undefined) return undefined
    try {
      return await getSecret(namespace, name, signal)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      throw new CredentialsError(`failed to get ${what} '${namespace}/${name}': ${error.message}`, {
        cause: error,
      })
    }
  }
  const readAs = async <T>(
    what: string,
    name: string | undefined,
    work: (at: SecretAt) => Promise<T>,
  ): Promise<T | undefined> => {
    if (name === undefined) return undefined
    try {
      return await work({ namespace, name, getSecret, signal })
    } catch (error) {
      if (!(error instanceof SecretError)) throw error
      throw new CredentialsError(`failed to get ${what}: ${error.message}`, { cause: error })
    }
  }
  return {
    login: await read('secret', spec?.secretRef?.name),
    stsLogin: await read('STS secret', spec?.sts?.secretRef?.name),
    proxy: await readAs('proxy URL', spec?.proxySecretRef?.name, readProxy),
    tls: await readAs('TLS config', spec?.certSecretRef?.name, readTls),
    stsTls: await readAs('STS TLS config', spec?.sts?.certSecretRef?.name, readTls),
  }
}
