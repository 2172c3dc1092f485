/**
 * Access keys through Amazon's SDK: whatever its chain finds around us, or in exchange for a ServiceAccount's token.
 * The SDK is loaded with the first key that is asked for.
 * @module
 */
import { Readable } from 'node:stream'
import { redact } from '@sluice/base/redact'
import type { AccessKey } from '../../aws/sign-v4.ts'
import { type HttpClient, NetworkError } from '../../http/index.ts'
import { limited } from '../request.ts'
import { type Expiring, IdentityError, type IdentityRequest, type Surroundings } from '../types.ts'

/** An access key that may end. */
export type AwsKey = AccessKey & Expiring

/** How the security token service is reached. */
interface ServiceOptions {
  readonly region: string
  readonly endpoint?: string | undefined
}

/** The key that Amazon's chain finds: environment, web identity, files, containers, instances. */
export function ownKey(
  options: ServiceOptions,
  request: IdentityRequest,
  around: Surroundings,
): Promise<AwsKey> {
  return withService(options, request, around, async clientConfig => {
    const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
    return defaultProvider({ clientConfig, maxRetries: 1, timeout: 1000 })()
  })
}

/** The key of a role, given to whoever holds the token. */
export function roleKey(
  { role, session, token }: { readonly role: string; readonly session: string; readonly token: string },
  options: ServiceOptions,
  request: IdentityRequest,
  around: Surroundings,
): Promise<AwsKey> {
  return withService(options, request, around, async clientConfig => {
    const { fromWebToken } = await import('@aws-sdk/credential-provider-web-identity')
    return fromWebToken({ roleArn: role, roleSessionName: session, webIdentityToken: token, clientConfig })()
  })
}

interface SdkKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

async function withService(
  { region, endpoint }: ServiceOptions,
  { proxy, signal }: IdentityRequest,
  { openHttp, now }: Surroundings,
  work: (clientConfig: object) => Promise<SdkKey>,
): Promise<AwsKey> {
  const client = openHttp(proxy ? { proxy } : {})
  try {
    const key = await work({
      region,
      requestHandler: handlerOf(client, signal),
      ...(endpoint ? { endpoint } : {}),
    })
    return {
      accessKey: key.accessKeyId,
      secretKey: key.secretAccessKey,
      ...(key.sessionToken ? { sessionToken: key.sessionToken } : {}),
      // A key without an end is found anew each time: it costs nothing, and may have been replaced.
      expiresAt: key.expiration?.getTime() ?? now(),
    }
  } catch (error) {
    throw explained(error)
  } finally {
    await client.close()
  }
}

/** What the SDK throws has the service's code for a name. */
function explained(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof NetworkError) return error
  const { $metadata: metadata } = error as { $metadata?: { readonly httpStatusCode?: number } }
  const line = redact(error.message.replace(/\s+/g, ' ').trim())
  const text =
    metadata?.httpStatusCode === undefined
      ? line
      : `operation error STS: https response error StatusCode: ${metadata.httpStatusCode}, api error ${error.name}: ${line}`
  return new IdentityError(text, { cause: error })
}

/** A request as the SDK hands it over. */
interface SdkRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Sends the SDK's requests with our client: through the user's proxy, and no longer than the user waits. */
function handlerOf(client: HttpClient, signal: AbortSignal): object {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => {},
    async handle(request: SdkRequest) {
      const { host: _, 'content-length': __, ...headers } = request.headers
      const answer = await client.request({
        method: request.method === 'GET' ? 'GET' : 'POST',
        url: urlOf(request),
        headers,
        ...(request.body === undefined ? {} : { body: Buffer.from(String(request.body)) }),
        signal: limited(signal),
      })
      const body = Readable.from([await answer.bytes(1024 ** 2)])
      return { response: { statusCode: answer.status, headers: answer.headers, body } }
    },
  }
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): string {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`)
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value ?? '']) url.searchParams.append(name, each)
  }
  return url.href
}
