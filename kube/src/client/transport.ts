import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatDuration } from '@sluice/base/duration'
import { formatJson, type JsonValue, parseJson } from '@sluice/base/json'
import { redact } from '@sluice/base/redact'
import type { Dispatcher } from 'undici'
import { Authorizer } from './authorizer.ts'
import type { ConnectionConfig } from './config.ts'
import { type Connections, openConnections } from './connections.ts'
import { kubeErrorOf } from './kube-error.ts'
import { RateLimit } from './rate-limit.ts'

/** One request. `path` starts with a slash and may have a query. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
  readonly accept?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly signal?: AbortSignal
}

const responseLimit = 256 * 1024 * 1024
const errorLimit = 4 * 1024 * 1024
const maxAttempts = 10
/** Requests that may be sent again when the connection breaks under them: sending twice changes nothing. */
const repeatable = new Set(['GET', 'HEAD'])

/** Sends requests to one server as one user; connections are made on the first and kept alive. */
export class Transport {
  readonly #config: ConnectionConfig
  readonly #authorizer: Authorizer
  readonly #prefix: string
  readonly #timeout: string
  readonly #rateLimit: RateLimit | undefined
  #connections: Promise<Connections> | undefined

  constructor(config: ConnectionConfig) {
    this.#config = config
    this.#authorizer = new Authorizer(config)
    this.#rateLimit = config.rateLimit && new RateLimit(config.rateLimit)
    this.#prefix = new URL(config.server).pathname.replace(/\/+$/, '')
    const { timeout, announcesTimeout } = config
    this.#timeout = announcesTimeout && timeout ? `timeout=${formatDuration(timeout)}` : ''
  }

  /** Sends, and reads the answer as JSON; text that is not JSON comes back as a string, nothing as undefined. */
  async json(request: Request): Promise<JsonValue | undefined> {
    const response = await this.#send(request, 'requests')
    const text = await this.#read(request, response, responseLimit)
    return text === '' ? undefined : parseBody(text, response.headers['content-type'])
  }

  /** Sends, and gives the body as it arrives. The caller ends it by the signal or by leaving the loop. */
  async stream(request: Request): Promise<AsyncIterable<Uint8Array> & { destroy(): void }> {
    const response = await this.#send(request, 'streams')
    const { body } = response
    body.on('error', () => {})
    return Object.assign(
      { [Symbol.asyncIterator]: () => body[Symbol.asyncIterator]() },
      { destroy: () => void body.destroy() },
    )
  }

  async close(): Promise<void> {
    const opened = this.#connections
    this.#connections = undefined
    if (opened) await (await opened).close()
  }

  async #send(request: Request, kind: 'requests' | 'streams'): Promise<Dispatcher.ResponseData> {
    await this.#rateLimit?.wait(request.signal)
    for (let attempt = 1; ; attempt++) {
      const response = await this.#sendOnce(request, kind, attempt)
      if (response === undefined) continue
      if (response.statusCode < 400) return response
      const text = await this.#read(request, response, errorLimit)
      if (response.statusCode === 401 && attempt === 1 && (await this.#renew())) continue
      const wait = retryAfter(response)
      if (wait !== undefined && attempt < maxAttempts) {
        await sleep(wait, undefined, request.signal ? { signal: request.signal } : {})
        continue
      }
      const what = `${request.method} ${request.path.split('?')[0]}`
      throw kubeErrorOf(response.statusCode, parseBody(text, response.headers['content-type']), what)
    }
  }

  async #read(request: Request, { body }: Dispatcher.ResponseData, limit: number): Promise<string> {
    try {
      return await readText(body, limit)
    } catch (error) {
      request.signal?.throwIfAborted()
      throw error instanceof ResponseTooLargeError
        ? error
        : await unreachable(this.#config.server, request, error)
    }
  }

  /** Undefined: the connection broke and the request may be repeated. */
  async #sendOnce(
    request: Request,
    kind: 'requests' | 'streams',
    attempt: number,
  ): Promise<Dispatcher.ResponseData | undefined> {
    const connections = await this.#open()
    const headers = await this.#headers(request)
    request.signal?.throwIfAborted()
    const path = kind === 'requests' ? withQuery(request.path, this.#timeout) : request.path
    try {
      return await connections.request(kind, {
        method: request.method as Dispatcher.HttpMethod,
        path: this.#prefix + path,
        headers,
        body: request.body === undefined ? null : encode(request.body),
        ...(request.signal ? { signal: request.signal } : {}),
      })
    } catch (error) {
      request.signal?.throwIfAborted()
      if (attempt === 1 && isBroken(error) && (repeatable.has(request.method) || neverSent(error)))
        return undefined
      throw error instanceof UnreachableError
        ? error
        : await unreachable(this.#config.server, { ...request, path }, error)
    }
  }

  async #headers(request: Request): Promise<Record<string, string | string[]>> {
    const authorization = await this.#authorizer.header(request.signal)
    return {
      accept: request.accept ?? 'application/json',
      'user-agent': this.#config.userAgent ?? 'sluice',
      ...(authorization ? { authorization } : {}),
      ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
      ...request.headers,
    }
  }

  #open(): Promise<Connections> {
    if (!this.#connections) {
      this.#connections = this.#authorizer
        .certificate()
        .then(certificate => openConnections(this.#config, certificate))
      this.#connections.catch(() => (this.#connections = undefined))
    }
    return this.#connections
  }

  /** New credentials after a refusal; a new certificate needs new connections. */
  async #renew(): Promise<boolean> {
    if (!this.#authorizer.refused()) return false
    if (this.#config.credentials?.exec) await this.close()
    return true
  }
}

/** The server could not be reached, or did not answer in time. `code` is the system's (`ECONNREFUSED`) if it has one. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  readonly code: string | undefined

  constructor(message: string, code: string | undefined, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

async function unreachable(server: string, { method, path }: Request, error: unknown): Promise<unknown> {
  if (!(error instanceof Error)) return error
  // A host with several addresses fails once per address, under an error without a message.
  const [first] = error instanceof AggregateError ? error.errors : [error]
  const reason = first instanceof Error ? first : error
  const code = 'code' in reason ? String(reason.code) : undefined
  const { networkError } = await import('@sluice/io/http')
  const { message } = networkError(error, { method, url: redact(server + path), isProxied: false })
  return new UnreachableError(message, code, error)
}

function withQuery(path: string, query: string): string {
  if (query === '') return path
  return path + (path.includes('?') ? '&' : '?') + query
}

function encode(body: unknown): string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array ? body : formatJson(body as JsonValue)
}

function parseBody(text: string, contentType: string | string[] | undefined): JsonValue | undefined {
  if (text === '') return undefined
  if (contentType !== undefined && !String(contentType).includes('json')) return text
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/** An answer larger than anything an API server has reason to send. */
export class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLargeError'
}

/** Reads by events: an async iterator costs a promise per chunk, on every answer there is. */
function readText(body: Readable, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    body.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
      chunks.push(chunk)
      if (size > limit) body.destroy(new ResponseTooLargeError(`the answer is larger than ${limit} bytes`))
    })
    body.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    body.on('error', reject)
  })
}

/** Milliseconds the server asks to wait before the same request is tried again; undefined: it does not ask. */
function retryAfter({ statusCode, headers }: Dispatcher.ResponseData): number | undefined {
  if (statusCode !== 429 && statusCode !== 503) return undefined
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) && headers['retry-after'] !== undefined
    ? Math.min(seconds, 60) * 1000
    : undefined
}

function isBroken(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String(error.code))
  )
}

/** The keep-alive connection had been closed by the server before anything of the request was written. */
function neverSent(error: unknown): boolean {
  const socket = error instanceof Error && 'socket' in error ? error.socket : undefined
  return (
    typeof socket === 'object' &&
    socket !== null &&
    'bytesRead' in socket &&
    'bytesWritten' in socket &&
    socket.bytesWritten === 0
  )
}
