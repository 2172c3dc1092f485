/** Buckets of Google Cloud Storage. @module */
import type { BucketOptions } from '@sluice/io/bucket'
import { textOf } from '../../secrets/secret-data.ts'
import { onceToken } from './once-token.ts'
import { CredentialsError, type ProviderContext } from './provider.ts'

/** How the bucket is opened: with the key of the Secret, or as whoever we are. @throws CredentialsError */
export function gcsOptions({ object, secrets, request, identities, env }: ProviderContext): BucketOptions {
  const { login, proxy } = secrets
  const name = object.spec?.secretRef?.name
  if (login && !login['serviceaccount'])
    throw new CredentialsError(`invalid '${name}' secret data: required fields 'serviceaccount'`)
  const key = textOf(login?.['serviceaccount'])
  if (login) requireJson(key, name ?? '')
  const { cloud } = identities
  return {
    type: 'gcs',
    bucket: object.spec?.bucketName ?? '',
    emulator: env['STORAGE_EMULATOR_HOST'],
    ...(proxy ? { proxy } : {}),
    token: onceToken(async signal => {
      const asked = { ...request, signal }
      return login ? cloud.gcpKeyToken(key, asked) : cloud.token('gcp', asked)
    }),
  }
}

/** The parser's own message would quote the key. */
function requireJson(key: string, name: string): void {
  try {
    const { type } = (JSON.parse(key) ?? {}) as { readonly type?: unknown }
    if (typeof type !== 'string' || type === '')
      throw new CredentialsError('dialing: credentials: unsupported unidentified file type')
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new CredentialsError(`dialing: key 'serviceaccount' of secret '${name}' is not valid JSON`)
  }
}
