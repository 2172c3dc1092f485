/**
 * HTTP requests: pooled connections, TLS and proxies per client, bounded bodies, redirects that do not carry
 * credentials to strangers.
 * @module
 */
import type { Dispatcher } from 'undici'
import { defaultProxy } from './environment-proxies.ts'
import { NetworkError, networkError } from './network-error.ts'
import type { HttpOptions, ProxyServer } from './options.ts'
import { tlsSettings } from './trust.ts'

/** One request. Redirects of a GET or HEAD are followed. */
export interface HttpRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal?: AbortSignal
}

/** An answer, whatever its status. Its body must be read or dropped. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Where the answer came from, after redirects. */
  readonly url: string
  readonly body: AsyncIterable<Uint8Array>
  /** The whole body. @throws NetworkError if it is longer than `limit` bytes */
  bytes(limit: number): Promise<Uint8Array>
  /** Closes the connection if the body does not end soon. */
  drop(): Promise<void>
}

/** A client with connections of its own. */
export interface HttpClient {
  /** @throws NetworkError if there is no answer */
  request(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}

/** What of undici is used. */
interface Send {
  request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>
  destroy(): Promise<void>
}

const maxRedirects = 10
const redirects = new Set([301, 302, 303, 307, 308])

/** Opens a client. Nothing is connected before the first request. */
export function createHttpClient(options: HttpOptions = {}): HttpClient {
  const dispatchers = new Map<string, Promise<Send>>()
  const open = (proxy: ProxyServer | undefined): Promise<Send> => {
    const key = proxy?.address ?? ''
    const opened = dispatchers.get(key) ?? openDispatcher(options, proxy)
    dispatchers.set(key, opened)
    return opened
  }
  return {
    async request(request) {
      let current = request
      for (let i = 0; ; i++) {
        const proxy = options.proxy ?? defaultProxy(new URL(current.url))
        const response = await send(await open(proxy), current, proxy !== undefined)
        const location = response.headers['location']
        if (!isRead(current) || !redirects.has(response.status) || !location) return response
        await response.drop()
        if (i === maxRedirects) throw new NetworkError(`Get "${current.url}": stopped after 10 redirects`)
        current = redirected(current, location)
      }
    },
    async close() {
      for (const opened of dispatchers.values()) await (await opened).destroy()
    },
  }
}

function isRead({ method = 'GET' }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Credentials go to the host they were given for, and never from https to http. */
function redirected(request: HttpRequest, location: string): HttpRequest {
  const from = new URL(request.url)
  if (!URL.canParse(location, request.url))
    throw new NetworkError(
      `Get "${request.url}": failed to parse Location header ${JSON.stringify(location)}`,
    )
  const to = new URL(location, from)
  const isSame = to.host === from.host && (to.protocol === from.protocol || to.protocol === 'https:')
  const headers = Object.entries(request.headers ?? {}).filter(
    ([name]) => isSame || !['authorization', 'cookie'].includes(name.toLowerCase()),
  )
  return { ...request, url: to.href, headers: Object.fromEntries(headers) }
}

async function send(dispatcher: Send, request: HttpRequest, isProxied: boolean): Promise<HttpResponse> {
  const { method = 'GET', url, headers = {}, body, signal } = request
  const scheme = new URL(url).protocol.slice(0, -1)
  if (scheme !== 'http' && scheme !== 'https')
    throw new NetworkError(`Get "${url}": unsupported protocol scheme "${scheme}"`)
  const attempt = { method, url, isProxied, ...(signal ? { signal } : {}) }
  const { origin, pathname, search } = new URL(url)
  try {
    const answer = await dispatcher.request({
      origin,
      path: pathname + search,
      method,
      headers: { 'user-agent': 'sluice', ...headers },
      ...(body ? { body } : {}),
      ...(signal ? { signal } : {}),
    })
    return responseOf(answer, url, error => networkError(error, attempt))
  } catch (error) {
    throw networkError(error, attempt)
  }
}

function responseOf(
  answer: Dispatcher.ResponseData,
  url: string,
  explain: (error: unknown) => NetworkError,
): HttpResponse {
  const body = explained(answer.body, explain)
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(headers),
    url,
    body,
    async bytes(limit) {
      const parts: Uint8Array[] = []
      let size = 0
      for await (const part of body) {
        size += part.length
        if (size > limit) throw new NetworkError(`Get "${url}": response is larger than ${limit} bytes`)
        parts.push(part)
      }
      return Buffer.concat(parts)
    },
    drop: () => answer.body.dump({ limit: 64 * 1024 }),
  }
}

async function* explained(
  body: AsyncIterable<Uint8Array>,
  explain: (error: unknown) => NetworkError,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw explain(error)
  }
}

async function openDispatcher({ tls }: HttpOptions, proxy: ProxyServer | undefined): Promise<Send> {
  const settings = tlsSettings(tls)
  const common = { keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0, allowH2: false }
  const { default: request } = await import('undici/lib/api/api-request.js')
  const dispatcher = proxy
    ? new (await import('undici')).ProxyAgent({ ...common, uri: proxyUrl(proxy), requestTls: settings })
    : new (await import('undici/lib/dispatcher/agent.js')).default({ ...common, connect: settings })
  return {
    request: options => request.call(dispatcher, options),
    destroy: () => dispatcher.destroy(),
  }
}

/** The proxy's address with its credentials in place. */
export function proxyUrl(proxy: ProxyServer): string {
  const url = new URL(proxy.address)
  if (proxy.username !== undefined) url.username = proxy.username
  if (proxy.password !== undefined) url.password = proxy.password
  return url.href
}
