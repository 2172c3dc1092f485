/**
 * Tokens through Google's library: of the key in a Secret, or of whatever its search for default credentials finds.
 * The library is loaded with the first token that is asked for.
 * @module
 */
import { redact } from '@sluice/base/redact'
import type { AuthClient } from 'google-auth-library'
import { type HttpClient, NetworkError } from '../../http/index.ts'
import { limited } from '../request.ts'
import { type BearerToken, IdentityError, type IdentityRequest, type Surroundings } from '../types.ts'

type Library = typeof import('google-auth-library')
type Gaxios = InstanceType<Library['gaxios']['Gaxios']>

const notFound =
  'google: could not find default credentials. ' +
  'See https://cloud.google.com/docs/authentication/external/set-up-adc for more information'

/** A token of the environment: a file that it names, gcloud's own, the metadata server of the machine. */
export function ownToken(
  scopes: readonly string[],
  request: IdentityRequest,
  around: Surroundings,
): Promise<BearerToken> {
  return tokenWith({ scopes }, request, around)
}

/** A token of a key as Google hands it out, in JSON. @throws IdentityError if it is none */
export function keyToken(
  key: string,
  scopes: readonly string[],
  request: IdentityRequest,
  around: Surroundings,
): Promise<BearerToken> {
  return tokenWith({ scopes, credentials: parseKey(key) }, request, around)
}

/** The fields of a key that its kind needs; what else it says is nobody's business. */
function parseKey(text: string): Record<string, unknown> {
  let key: unknown
  try {
    key = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // The parser's message would quote the key.
    throw new IdentityError('the key is not valid JSON')
  }
  const fields = typeof key === 'object' && key !== null ? (key as Record<string, unknown>) : {}
  const { type } = fields
  if (type === 'service_account' || type === 'authorized_user') return fields
  if (typeof type !== 'string' || type === '') throw new IdentityError("missing 'type' field in credentials")
  // Others name commands to run, files to read and addresses to send tokens to.
  throw new IdentityError(
    `credentials of type '${type}' are not taken from a Secret; use a service account key`,
  )
}

async function tokenWith(
  options: { readonly scopes: readonly string[]; readonly credentials?: Record<string, unknown> },
  { proxy, signal }: IdentityRequest,
  { openHttp, now }: Surroundings,
): Promise<BearerToken> {
  const library = await import('google-auth-library')
  const client = openHttp(proxy ? { proxy } : {})
  const transporter = new library.gaxios.Gaxios({
    fetchImplementation: fetchWith(client, limited(signal)),
    retryConfig: { retry: 2, noResponseRetries: 0, httpMethodsToRetry: ['GET', 'POST'] },
    retry: true,
  })
  const { scopes, credentials } = options
  try {
    const found = credentials
      ? clientOf(library, credentials, { scopes: [...scopes], transporter })
      : await new library.GoogleAuth({ scopes: [...scopes], clientOptions: { transporter } }).getClient()
    const { token } = await found.getAccessToken()
    if (!token) throw new IdentityError('google: the answer has no access token')
    return { token, expiresAt: found.credentials.expiry_date ?? now() }
  } catch (error) {
    // The library would go on taking this machine for none of Google's, although its metadata server was only late.
    if (!credentials) library.gcpMetadata.resetIsAvailableCache()
    throw explained(error, credentials)
  } finally {
    await client.close()
  }
}

/** What a key in a Secret logs in with. */
function clientOf(
  { JWT, UserRefreshClient }: Library,
  credentials: Record<string, unknown>,
  { scopes, transporter }: { readonly scopes: string[]; readonly transporter: Gaxios },
): AuthClient {
  const read = (name: string): string => String(credentials[name] ?? '')
  if (credentials['type'] === 'authorized_user')
    return new UserRefreshClient({
      clientId: read('client_id'),
      clientSecret: read('client_secret'),
      refreshToken: read('refresh_token'),
      transporter,
    })
  const [email, key, keyId] = [read('client_email'), read('private_key'), read('private_key_id')]
  return new JWT({ email, key, keyId, scopes, transporter })
}

function explained(error: unknown, credentials: Record<string, unknown> | undefined): unknown {
  if (!(error instanceof Error) || error instanceof IdentityError) return error
  if (error.cause instanceof NetworkError) return error.cause
  if (error.message.startsWith('Could not load the default credentials'))
    return new IdentityError(notFound, { cause: error })
  const secrets = Object.values(credentials ?? {}).filter(value => typeof value === 'string')
  const line = redact(error.message.replace(/\s+/g, ' ').trim(), secrets.filter(isLong))
  return new IdentityError(`oauth2: cannot fetch token: ${line}`, { cause: error })
}

/** Short fields of a key, such as its kind, are no secrets. */
function isLong(text: string): boolean {
  return text.length >= 32
}

/** Sends the library's requests with our client: through the user's proxy, and no longer than the user waits. */
function fetchWith(client: HttpClient, signal: AbortSignal): typeof fetch {
  return async (input, init = {}) => {
    const answer = await client.request({
      method: init.method === 'POST' ? 'POST' : 'GET',
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(new Headers(init.headers ?? {})),
      ...(init.body === undefined || init.body === null ? {} : { body: Buffer.from(String(init.body)) }),
      signal,
    })
    const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    )
    const bytes = await answer.bytes(1024 ** 2)
    return new Response(Buffer.from(bytes), { status: answer.status, headers })
  }
}
