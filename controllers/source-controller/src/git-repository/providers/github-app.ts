/**
 * GitHub Apps: the app's key signs a short-lived claim, which GitHub exchanges for a token of one installation.
 * @module
 */
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { createHttpClient, type HttpClient, NetworkError } from '@sluice/io/http'
import { type SecretData, textOf } from '../../secrets/secret-data.ts'
import { type LogIn, type Login, LoginError, type LoginRequest } from './provider.ts'

/** Who the app is. */
interface App {
  readonly id: string
  readonly key: KeyObject
  readonly api: string
  readonly installation: { readonly id: string } | { readonly owner: string }
}

interface Token {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** Tokens of so many installations are kept. */
const maxTokens = 100
/** A token is not used in its last minutes: a fetch may take some. */
const margin = 5 * 60_000
const maxAnswer = 1024 ** 2

/** Logs in as a GitHub App; a token serves until shortly before it expires. */
export function githubAppLogin(now: () => number): LogIn {
  const tokens = new Map<string, Token>()
  return async request => {
    const key = cacheKey(request.secret)
    const known = tokens.get(key)
    if (known && known.expiresAt - margin > now()) return loginWith(known)
    const token = await fetchToken(readApp(request.secret), request, now())
    tokens.delete(key)
    tokens.set(key, token)
    for (const oldest of [...tokens.keys()].slice(0, -maxTokens)) tokens.delete(oldest)
    return loginWith(token)
  }
}

function loginWith({ token }: Token): Login {
  return { type: 'basic', username: 'x-access-token', password: token }
}

const fields = [
  'githubAppID',
  'githubAppInstallationOwner',
  'githubAppInstallationID',
  'githubAppPrivateKey',
  'githubAppBaseURL',
] as const

function cacheKey(secret: SecretData): string {
  const hash = createHash('sha256')
  for (const field of fields) hash.update(`${field}=${textOf(secret[field])}\0`)
  return hash.digest('hex')
}

/** Whether a Secret is about an app at all. */
export function isAppSecret(secret: SecretData): boolean {
  return textOf(secret['githubAppID']) !== '' && secret['githubAppPrivateKey'] !== undefined
}

function readApp(secret: SecretData): App {
  const [id, owner, installation, pem, base] = fields.map(field => textOf(secret[field]).trim())
  if (!id || !/^\d+$/.test(id))
    throw new LoginError('app ID must be provided to use github app authentication')
  if (!owner === !installation) {
    throw new LoginError(
      "secret must contain exactly one of 'githubAppInstallationOwner' or 'githubAppInstallationID'",
    )
  }
  return {
    id,
    key: readKey(pem ?? ''),
    api: apiOf(base ?? ''),
    installation: installation ? { id: installation } : { owner: owner ?? '' },
  }
}

function readKey(pem: string): KeyObject {
  if (pem === '') throw new LoginError('private key must be provided to use github app authentication')
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const why = 'invalid key: Key must be a PEM encoded PKCS1 or PKCS8 key'
    throw new LoginError(`could not parse private key: ${why}`, { cause: error })
  }
  throw new LoginError('could not parse private key: key is not a valid RSA private key')
}

/** An address of GitHub's own, or of an installation elsewhere, as it was written; it ends in a slash. */
function apiOf(base: string): string {
  const text = base === '' ? 'https://api.github.com' : base
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new LoginError(`invalid API URL: '${text}' is no http or https address`)
  return text.endsWith('/') ? text : `${text}/`
}

/** Two minutes are enough to get a token; half a minute is allowed for clocks that differ. */
function claim({ id, key }: App, now: number): string {
  const issuedAt = Math.floor(now / 1000) - 30
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const payload = { iss: id, exp: issuedAt + 120, iat: issuedAt }
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(payload)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

async function fetchToken(app: App, request: LoginRequest, now: number): Promise<Token> {
  const { tls, proxy, signal } = request
  const client = createHttpClient({ ...(tls ? { tls } : {}), ...(proxy ? { proxy } : {}) })
  const call = callerOf(client, { api: app.api, token: claim(app, now), signal })
  try {
    const id =
      'id' in app.installation ? app.installation.id : await findInstallation(app.installation.owner, call)
    const { token, expires_at: expires } = await call('POST', `app/installations/${id}/access_tokens`)
    const expiresAt = Date.parse(String(expires))
    if (typeof token !== 'string' || Number.isNaN(expiresAt))
      throw new LoginError('GitHub answered without a token and its expiry')
    return { token, expiresAt }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    throw new LoginError(error.message, { cause: error })
  } finally {
    await client.close()
  }
}

type Call = (method: 'GET' | 'POST', path: string) => Promise<JsonObject>

/** The owner may be an organisation or a user. */
async function findInstallation(owner: string, call: Call): Promise<string> {
  const problems: string[] = []
  for (const [kind, path] of [
    ['organization', 'orgs'],
    ['user', 'users'],
  ] as const) {
    try {
      const { id } = await call('GET', `${path}/${encodeURIComponent(owner)}/installation`)
      return String(id)
    } catch (error) {
      if (!(error instanceof LoginError)) throw error
      problems.push(`failed to find ${kind} installation: ${error.message}`)
    }
  }
  throw new LoginError(problems.join('\n'))
}

function callerOf(
  client: HttpClient,
  { api, token, signal }: { readonly api: string; readonly token: string; readonly signal: AbortSignal },
): Call {
  return async (method, path) => {
    const url = api + path
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'flux',
      'x-github-api-version': '2022-11-28',
    }
    const response = await client.request({ method, url, headers, signal })
    const body = readBody(await response.bytes(maxAnswer))
    if (response.status < 300) return body
    throw new LoginError(`${method} ${url}: ${response.status} ${body['message'] ?? ''} []`)
  }
}

function readBody(bytes: Uint8Array): JsonObject {
  try {
    const value = parseJson(Buffer.from(bytes).toString('utf8'))
    return isJsonObject(value) ? value : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
