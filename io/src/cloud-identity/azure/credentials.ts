/**
 * Tokens of Microsoft Entra through Azure's SDK, which is loaded with the first token that is asked for.
 * @module
 */

import type { TokenCredential, TokenCredentialOptions } from '@azure/identity'
import { redact } from '@sluice/base/redact'
import { type HttpClient, NetworkError } from '../../http/index.ts'
import { limited } from '../request.ts'
import { type BearerToken, IdentityError, type IdentityRequest, type Surroundings } from '../types.ts'

type Sdk = typeof import('@azure/identity')

/** Ways to prove to Entra who one is. */
export type AzureLogin =
  | { readonly type: 'secret'; readonly tenant: string; readonly client: string; readonly secret: string }
  | {
      readonly type: 'certificate'
      readonly tenant: string
      readonly client: string
      /** PEM: certificates and the key. */
      readonly certificate: string
      readonly password?: string
      readonly sendsChain?: boolean
    }
  | { readonly type: 'assertion'; readonly tenant: string; readonly client: string; readonly token: string }
  | { readonly type: 'token-file'; readonly tenant: string; readonly client: string; readonly file: string }
  | {
      readonly type: 'certificate-file'
      readonly tenant: string
      readonly client: string
      readonly file: string
    }
  /** Whoever the machine is; one of several by its client. */
  | { readonly type: 'managed'; readonly client?: string }

/** A token for the scopes of the request. `authorityHost`: of a cloud that is not the public one. */
export async function azureToken(
  login: AzureLogin,
  request: IdentityRequest & { readonly authorityHost?: string | undefined },
  { openHttp }: Surroundings,
): Promise<BearerToken> {
  const { proxy, signal, scopes = [], authorityHost } = request
  const sdk = await import('@azure/identity')
  const client = openHttp(proxy ? { proxy } : {})
  const options = {
    // Whose host it is, is the user's word; asking Microsoft about it would fail where only that host is reachable.
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 2000 },
    httpClient: senderOf(client, limited(signal)),
    ...(authorityHost ? { authorityHost } : {}),
  } as TokenCredentialOptions
  try {
    const found = await credentialOf(sdk, login, options).getToken([...scopes])
    if (!found) throw new IdentityError('the answer has no access token')
    return { token: found.token, expiresAt: found.expiresOnTimestamp }
  } catch (error) {
    throw explained(error, login)
  } finally {
    await client.close()
  }
}

function credentialOf(sdk: Sdk, login: AzureLogin, options: TokenCredentialOptions): TokenCredential {
  switch (login.type) {
    case 'secret':
      return new sdk.ClientSecretCredential(login.tenant, login.client, login.secret, options)
    case 'certificate': {
      const { certificate, password, sendsChain = false } = login
      const key = { certificate, ...(password ? { certificatePassword: password } : {}) }
      const more = { ...options, sendCertificateChain: sendsChain }
      return new sdk.ClientCertificateCredential(login.tenant, login.client, key, more)
    }
    case 'certificate-file':
      return new sdk.ClientCertificateCredential(login.tenant, login.client, login.file, options)
    case 'assertion':
      return new sdk.ClientAssertionCredential(login.tenant, login.client, async () => login.token, options)
    case 'token-file': {
      const { tenant: tenantId, client: clientId, file: tokenFilePath } = login
      return new sdk.WorkloadIdentityCredential({ ...options, tenantId, clientId, tokenFilePath })
    }
    case 'managed':
      return login.client
        ? new sdk.ManagedIdentityCredential({ ...options, clientId: login.client })
        : new sdk.ManagedIdentityCredential(options)
  }
}

/** What the SDK says has lines, times and numbers that only its makers can follow up. */
function explained(error: unknown, login: AzureLogin): unknown {
  if (!(error instanceof Error) || error instanceof IdentityError) return error
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof NetworkError) return cause
  const secrets = Object.entries(login).flatMap(([name, value]) =>
    typeof value === 'string' && ['secret', 'certificate', 'password', 'token'].includes(name) ? [value] : [],
  )
  const text = error.message
    .replace(/ - (Timestamp|Correlation ID|Trace ID): \S+( Available)?/g, '')
    .replace(/(Trace|Correlation) ID: \S+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return new IdentityError(redact(text, secrets), { cause: error })
}

/** A request and an answer as the SDK's pipeline has them. */
interface PipelineRequest {
  readonly method: string
  readonly url: string
  readonly headers: { toJSON(): Record<string, string> }
  readonly body?: unknown
}

/** Sends the SDK's requests with our client: through the user's proxy, and no longer than the user waits. */
function senderOf(client: HttpClient, signal: AbortSignal): object {
  return {
    async sendRequest(request: PipelineRequest) {
      const { 'content-length': _, 'accept-encoding': __, ...headers } = request.headers.toJSON()
      const answer = await client.request({
        method: request.method === 'POST' ? 'POST' : 'GET',
        url: request.url,
        headers,
        ...(request.body ? { body: Buffer.from(String(request.body)) } : {}),
        signal,
      })
      const bodyAsText = Buffer.from(await answer.bytes(1024 ** 2)).toString('utf8')
      return { request, status: answer.status, headers: headersOf(answer.headers), bodyAsText }
    },
  }
}

/** What the pipeline reads of headers. */
function headersOf(headers: Readonly<Record<string, string | undefined>>): object {
  const present = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
  const map = new Map(Object.entries(present))
  return {
    get: (name: string) => map.get(name.toLowerCase()),
    has: (name: string) => map.has(name.toLowerCase()),
    toJSON: () => present,
    [Symbol.iterator]: () => map.entries(),
  }
}
