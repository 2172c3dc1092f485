/**
 * Containers of Azure Blob Storage.
 * https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 * @module
 */
import { redact } from '@sluice/base/redact'
import { IdentityError } from '../cloud-identity/types.ts'
import {
  createHttpClient,
  type HttpClient,
  type HttpOptions,
  type HttpResponse,
  NetworkError,
} from '../http/index.ts'
import { signSharedKey } from './azure-shared-key.ts'
import { type Bucket, BucketError, type FetchedObject, type ListedObject } from './bucket.ts'
import { readObject, requireNameable } from './read-object.ts'
import { sendPatiently } from './send.ts'
import { elementsOf, textOf } from './xml.ts'

/** Who asks for blobs. */
export type BlobLogin =
  /** The account's key, in base64. */
  | { readonly type: 'key'; readonly account: string; readonly key: string }
  /** A signature that is part of each address. */
  | { readonly type: 'signature'; readonly query: string }
  /** Whoever has such a token. @throws IdentityError */
  | { readonly type: 'bearer'; token(signal: AbortSignal): Promise<string> }

/** How to reach a container. */
export interface AzureBlobOptions extends HttpOptions {
  /** `https://ACCOUNT.blob.core.windows.net`. */
  readonly endpoint: string
  readonly container: string
  /** Undefined for what anybody may read. */
  readonly login?: BlobLogin | undefined
  now(): Date
  /** How connections are made; another one for tests. */
  openHttp?(options: HttpOptions): HttpClient
}

const version = '2024-11-04'
const maxAnswer = 16 * 1024 ** 2

/** Opens a container. Nothing is sent before the first operation. */
export function openAzureBlob(options: AzureBlobOptions): Bucket {
  const client = (options.openHttp ?? createHttpClient)(options)
  const session = new BlobSession(client, options)
  return {
    exists: signal => session.exists(signal),
    list: (prefix, signal) => session.list(prefix, signal),
    get: (key, limit, signal) => session.get(key, limit, signal),
    close: () => client.close(),
  }
}

type Query = Readonly<Record<string, string>>

class BlobSession {
  readonly #client: HttpClient
  readonly #options: AzureBlobOptions

  constructor(client: HttpClient, options: AzureBlobOptions) {
    this.#client = client
    this.#options = options
  }

  async exists(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#page({ maxresults: '1' }, signal)
      return true
    } catch (error) {
      if (!(error instanceof BucketError)) throw error
      if (error.code === 'ContainerNotFound') return false
      // A signature for a container that is not there is told to be wrong.
      if (error.code !== 'AuthenticationFailed') throw error
      const why =
        'the specified bucket name may be incorrect, nonexistent, or the caller might lack sufficient permissions to access it'
      throw new BucketError(error.code, `${why}: ${error.message}`)
    }
  }

  async *list(prefix: string, signal: AbortSignal): AsyncGenerator<ListedObject> {
    let marker = ''
    do {
      const page = await this.#page({ ...(prefix ? { prefix } : {}), ...(marker ? { marker } : {}) }, signal)
      for (const blob of elementsOf(page, 'Blob')) yield { key: nameOf(blob), etag: etagOf(blob) }
      marker = textOf(page, 'NextMarker')
    } while (marker)
  }

  get(key: string, limit: number, signal: AbortSignal): Promise<FetchedObject | undefined> {
    return quietly(async () => {
      requireNameable(key)
      const response = await this.#send(`/${key.split('/').map(encodeURIComponent).join('/')}`, {}, signal)
      if (response.status === 200)
        return { etag: response.headers['etag'] ?? '', bytes: await readObject(response, key, limit) }
      const failure = await failureOf(response)
      if (failure.code === 'BlobNotFound') return undefined
      throw failure
    })
  }

  #page(query: Query, signal: AbortSignal): Promise<string> {
    return quietly(async () => {
      const response = await this.#send('', { restype: 'container', comp: 'list', ...query }, signal)
      if (response.status !== 200) throw await failureOf(response)
      return Buffer.from(await response.bytes(maxAnswer)).toString('utf8')
    })
  }

  async #send(path: string, query: Query, signal: AbortSignal): Promise<HttpResponse> {
    const url = this.#urlOf(path, query)
    const headers = { 'x-ms-version': version, 'x-ms-date': this.#options.now().toUTCString() }
    const authorization = await this.#authorization(url, headers, signal)
    const sent = authorization === undefined ? headers : { ...headers, authorization }
    return sendPatiently(this.#client, { url: url.href, headers: sent, signal })
  }

  #urlOf(path: string, query: Query): URL {
    const { endpoint, container, login } = this.#options
    const url = URL.parse(endpoint)
    if (!url || !/^https?:$/.test(url.protocol))
      throw new BucketError('InvalidUri', `endpoint '${endpoint}' is no http or https address`)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(container)}${path}`
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    // What the endpoint says of itself, the signature may say otherwise.
    if (login?.type === 'signature')
      for (const [name, value] of new URLSearchParams(login.query)) url.searchParams.set(name, value)
    url.searchParams.sort()
    return url
  }

  async #authorization(url: URL, headers: Query, signal: AbortSignal): Promise<string | undefined> {
    const { login } = this.#options
    switch (login?.type) {
      case undefined:
      case 'signature':
        return undefined
      case 'key':
        return signSharedKey(login, { method: 'GET', url, headers })
      case 'bearer':
        return `Bearer ${await tokenFor(url, login, signal)}`
    }
  }
}

/** The network's failures name the address, in whose query there may be a signature. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    throw new NetworkError(error.message.replace(/\?[^"\s]*/g, ''), { cause: error.cause })
  }
}

/** A token that goes over the wire in the open is a token lost. */
async function tokenFor(
  url: URL,
  login: Extract<BlobLogin, { type: 'bearer' }>,
  signal: AbortSignal,
): Promise<string> {
  if (url.protocol !== 'https:')
    throw new BucketError(
      'NoCredentials',
      'authenticated requests are not permitted for non TLS protected (https) endpoints',
    )
  try {
    return await login.token(signal)
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error
    throw new BucketError('NoCredentials', error.message)
  }
}

/** Names that XML cannot hold are encoded. */
function nameOf(blob: string): string {
  const name = textOf(blob, 'Name')
  return /<Name\s+Encoded="true"/.test(blob) ? decodeURIComponent(name) : name
}

/** With its quotes, as it comes with a blob: what is stored is told by that one. */
function etagOf(blob: string): string {
  const etag = textOf(blob, 'Etag')
  return etag.startsWith('"') ? etag : `"${etag}"`
}

/** The address is told without its query, in which there may be a signature. */
async function failureOf(response: HttpResponse): Promise<BucketError> {
  const body = Buffer.from(await response.bytes(maxAnswer)).toString('utf8')
  const code = response.headers['x-ms-error-code'] || textOf(body, 'Code')
  const [message = ''] = textOf(body, 'Message').split('\n')
  const { origin, pathname } = new URL(response.url)
  const what = `GET ${origin}${pathname}: RESPONSE ${response.status}`
  const text = [message.trim(), code && `ERROR CODE: ${code}`].filter(Boolean).join(', ')
  return new BucketError(code || String(response.status), redact(text ? `${what}: ${text}` : what))
}
