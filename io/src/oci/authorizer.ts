/**
 * Logging in to a registry: Basic, or a token from the server that the registry names (the Docker token
 * specification, https://distribution.github.io/distribution/spec/auth/token/).
 * @module
 */
import { isJsonObject, parseJson } from '@sluice/base/json'
import { IdentityError } from '../cloud-identity/types.ts'
import type { HttpClient, HttpResponse } from '../http/index.ts'
import { statusText } from '../http/index.ts'
import { parseChallenge } from './challenge.ts'
import type { Credentials } from './docker-config.ts'
import { RegistryError, registryError } from './registry-error.ts'

/** Credentials, or how they are got once a registry asks for them. @throws IdentityError */
export type CredentialsSource = Credentials | ((signal: AbortSignal) => Promise<Credentials>)

/** Gives the `Authorization` header for requests to one registry. */
export interface Authorizer {
  /** The header for a repository as far as it is known: undefined before the first challenge. */
  header(scope: string): string | undefined
  /** Answers a 401. False if there is nothing more to try. */
  answer(response: HttpResponse, scope: string, signal: AbortSignal): Promise<boolean>
}

const maxTokenBody = 1024 * 1024

/** An authorizer with credentials, or an anonymous one. */
export function createAuthorizer(client: HttpClient, source: CredentialsSource | undefined): Authorizer {
  const headers = new Map<string, string>()
  let credentials = typeof source === 'function' ? undefined : source
  return {
    header: scope =>
      headers.get(scope) ?? (credentials?.type === 'bearer' ? `Bearer ${credentials.token}` : undefined),
    async answer(response, scope, signal) {
      const challenge = parseChallenge(response.headers['www-authenticate'])
      const tried = headers.get(scope)
      if (!challenge || credentials?.type === 'bearer') return false
      if (typeof source === 'function')
        credentials ??= await got(source, challenge.type === 'basic' ? response.url : undefined, signal)
      if (challenge.type === 'basic') {
        if (tried !== undefined || credentials?.type !== 'basic') return false
        headers.set(scope, basic(credentials))
        return true
      }
      const token = await fetchToken(client, {
        realm: new URL(challenge.realm, response.url).href,
        service: challenge.service,
        scope: challenge.scope || scope,
        credentials,
        signal,
      })
      const header = `Bearer ${token}`
      if (header === tried) return false
      headers.set(scope, header)
      return true
    },
  }
}

/** ggcr: where the registry asks for a password, what is wrong with it is told with the request. */
async function got(
  source: (signal: AbortSignal) => Promise<Credentials>,
  url: string | undefined,
  signal: AbortSignal,
): Promise<Credentials> {
  try {
    return await source(signal)
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error
    const message = url === undefined ? error.message : `Get "${url}": ${error.message}`
    throw new RegistryError(401, 'UNAUTHORIZED', message)
  }
}

interface TokenRequest {
  readonly realm: string
  readonly service: string
  readonly scope: string
  readonly credentials: Credentials | undefined
  readonly signal: AbortSignal
}

async function fetchToken(client: HttpClient, request: TokenRequest): Promise<string> {
  const { credentials } = request
  const response =
    credentials?.type === 'identity'
      ? await exchange(client, request, credentials.token)
      : await ask(client, request)
  const body = Buffer.from(await response.bytes(maxTokenBody)).toString('utf8')
  if (response.status !== 200) {
    throw registryError({
      method: credentials?.type === 'identity' ? 'POST' : 'GET',
      url: request.realm,
      status: response.status,
      statusText: statusText(response.status),
      body,
    })
  }
  const parsed = parseToken(body)
  if (parsed === undefined)
    throw new RegistryError(
      response.status,
      '',
      `GET ${request.realm}: no token in the answer of the token server`,
    )
  return parsed
}

function ask(
  client: HttpClient,
  { realm, service, scope, credentials, signal }: TokenRequest,
): Promise<HttpResponse> {
  const url = new URL(realm)
  if (service) url.searchParams.set('service', service)
  for (const each of scope.split(' ')) if (each) url.searchParams.append('scope', each)
  const headers: Record<string, string> = {}
  if (credentials?.type === 'basic') headers['authorization'] = basic(credentials)
  return client.request({ url: url.href, headers, signal })
}

/** OAuth2 with a refresh token. */
function exchange(
  client: HttpClient,
  { realm, service, scope, signal }: TokenRequest,
  refreshToken: string,
): Promise<HttpResponse> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    service,
    client_id: 'sluice',
    scope,
    refresh_token: refreshToken,
  })
  return client.request({
    method: 'POST',
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
    signal,
  })
}

function parseToken(body: string): string | undefined {
  try {
    const parsed = parseJson(body)
    if (!isJsonObject(parsed)) return undefined
    const token = parsed['token'] || parsed['access_token']
    return typeof token === 'string' && token !== '' ? token : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
