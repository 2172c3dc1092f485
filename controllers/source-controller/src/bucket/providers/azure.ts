/** Containers of Azure Blob Storage. @module */
import type { BlobLogin, BucketOptions } from '@sluice/io/bucket'
import type { AzureLogin } from '@sluice/io/cloud-identity'
import { type SecretData, textOf } from '../../secrets/secret-data.ts'
import { accountIn } from './azure-account.ts'
import { onceToken } from './once-token.ts'
import { CredentialsError, type ProviderContext } from './provider.ts'

const scopes = ['https://storage.azure.com/.default']

/** How the container is opened. @throws CredentialsError */
export function azureOptions(context: ProviderContext): BucketOptions {
  const { object, secrets, now } = context
  const login = loginOf(context)
  return {
    type: 'azure',
    endpoint: object.spec?.endpoint ?? '',
    container: object.spec?.bucketName ?? '',
    now,
    ...(secrets.proxy ? { proxy: secrets.proxy } : {}),
    ...(login ? { login } : {}),
  }
}

function loginOf(context: ProviderContext): BlobLogin | undefined {
  const { object, secrets, request, identities } = context
  const name = object.spec?.secretRef?.name ?? ''
  const data = secrets.login
  if (data) {
    requireUsable(data, name)
    return loginIn(data, name, context)
  }
  return bearer(signal => identities.cloud.token('azure', { ...request, scopes, signal }))
}

/** In Flux's order: Entra first, then what the account itself gives out. */
function loginIn(data: SecretData, name: string, context: ProviderContext): BlobLogin | undefined {
  const { request, identities, object } = context
  const entra = entraLogin(data)
  const authorityHost = textOf(data['authorityHost'])
  if (entra) {
    const asked = { ...request, scopes, ...(authorityHost ? { authorityHost } : {}) }
    return bearer(signal => identities.cloud.azureLoginToken(entra, { ...asked, signal }))
  }
  if (data['accountKey']) {
    const account = accountIn(object.spec?.endpoint ?? '', name)
    const key = textOf(data['accountKey']).trim()
    const wrongAt = wrongByteOf(key)
    if (wrongAt !== undefined)
      throw new CredentialsError(`decode account key: illegal base64 data at input byte ${wrongAt}`)
    return { type: 'key', account, key }
  }
  if (data['sasKey']) return { type: 'signature', query: textOf(data['sasKey']).trim().replace(/^\?/, '') }
  return undefined
}

/** Where text stops being base64. */
function wrongByteOf(text: string): number | undefined {
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined
  const [valid = ''] = /^[A-Za-z0-9+/]*/.exec(text) ?? []
  return valid.length < text.length ? valid.length : text.length - (text.length % 4)
}

function bearer(get: (signal: AbortSignal) => Promise<{ readonly token: string }>): BlobLogin {
  return { type: 'bearer', token: onceToken(get) }
}

function entraLogin(data: SecretData): AzureLogin | undefined {
  const read = (key: string): string => textOf(data[key])
  if (!data['clientId']) return undefined
  const client = read('clientId')
  if (data['tenantId']) {
    const tenant = read('tenantId')
    const [secret, certificate] = [read('clientSecret'), read('clientCertificate')]
    if (secret) return { type: 'secret', tenant, client, secret }
    if (certificate) {
      const password = read('clientCertificatePassword')
      const sendsChain = /^(1|true)$/i.test(read('clientCertificateSendChain'))
      return {
        type: 'certificate',
        tenant,
        client,
        certificate,
        sendsChain,
        ...(password ? { password } : {}),
      }
    }
  }
  return { type: 'managed', client }
}

function requireUsable(data: SecretData, name: string): void {
  if (['clientId', 'accountKey', 'sasKey', 'authorityHost'].some(key => data[key])) return
  throw new CredentialsError(
    `invalid '${name}' secret data: requires a 'clientId' or 'accountKey' field, a combination of 'tenantId', 'clientId' and 'clientSecret', or 'tenantId', 'clientId' and 'clientCertificate'`,
  )
}
