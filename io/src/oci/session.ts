/**
 * Requests to one registry: logged in when it asks for that, repeated when it is busy.
 * @module
 */
import { setTimeout } from 'node:timers/promises'
import type { HttpClient, HttpRequest, HttpResponse } from '../http/index.ts'
import { statusText } from '../http/index.ts'
import { type Authorizer, type CredentialsSource, createAuthorizer } from './authorizer.ts'
import { findBase } from './find-base.ts'
import { registryError } from './registry-error.ts'
import { apiHost, isLocalHost } from './repository.ts'

/** How to talk to a registry. */
export interface SessionOptions {
  readonly registry: string
  /** Plain HTTP, where there is no TLS. Default: for names of this machine and private networks only. */
  readonly insecure?: boolean | undefined
  /** Plain HTTP or not, without looking: `insecure` does not count then. */
  readonly plainHttp?: boolean | undefined
  readonly credentials?: CredentialsSource | undefined
  /** How often a request is repeated that met a busy or failing registry. Default 3. */
  readonly retries?: number
  /** Milliseconds before the first repetition, doubled for each further one; `Retry-After` overrules it. Default 100. */
  readonly retryDelay?: number
}

/** A request within the registry's API. */
export interface RegistryRequest {
  readonly method?: HttpRequest['method']
  /** After `/v2/`, or a whole URL that the registry gave. */
  readonly path: string
  /** `repository:NAME:pull`. */
  readonly scope: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal: AbortSignal
  /** Statuses that are answers, not failures. Default: 200. */
  readonly accepts?: readonly number[]
}

/** Sends requests to one registry. */
export interface Session {
  /** @throws RegistryError for a status that is not accepted, NetworkError if there is no answer */
  request(request: RegistryRequest): Promise<HttpResponse>
}

const retryable = new Set([408, 429, 500, 502, 503, 504])
/** A registry that asks for more patience is told of, and asked again when its source is looked at next. */
const longestWait = 10_000
const maxErrorBody = 64 * 1024

/** Opens a session. Nothing is sent before the first request. */
export function openSession(client: HttpClient, options: SessionOptions): Session {
  const host = apiHost(options.registry)
  const baseOf = baseFinder(client, host, options)
  const authorizer = createAuthorizer(client, options.credentials)
  return {
    async request(request) {
      const url = new URL(request.path, await baseOf(request.signal)).href
      const attempt = { client, authorizer, request, url, isOurs: new URL(url).host === host }
      const { retries = 3, retryDelay = 100 } = options
      for (let i = 0; ; i++) {
        const response = await sendAuthorized(attempt)
        if ((request.accepts ?? [200]).includes(response.status)) return response
        const wait = waitOf(response, retryDelay * 2 ** i)
        const isHopeless = i === retries || !retryable.has(response.status) || wait > longestWait
        if (isHopeless || !(await waited(wait, request.signal))) throw await refusalOf(attempt, response)
        await response.drop()
      }
    },
  }
}

/** Looks where it has to, until it has found. */
function baseFinder(client: HttpClient, host: string, { insecure, plainHttp }: SessionOptions) {
  const isKnown = plainHttp !== undefined || !(insecure || isLocalHost(host))
  let base = isKnown ? `${plainHttp ? 'http' : 'https'}://${host}/v2/` : undefined
  return async (signal: AbortSignal): Promise<string> => {
    base ??= await findBase({ client, host, signal })
    return base
  }
}

interface Attempt {
  readonly client: HttpClient
  readonly authorizer: Authorizer
  readonly request: RegistryRequest
  readonly url: string
  /** Credentials go to the registry only, whatever addresses it hands out. */
  readonly isOurs: boolean
}

async function sendAuthorized(attempt: Attempt): Promise<HttpResponse> {
  const response = await send(attempt)
  if (response.status !== 401 || !attempt.isOurs) return response
  const { authorizer, request } = attempt
  if (!(await authorizer.answer(response, request.scope, request.signal))) return response
  await response.drop()
  return send(attempt)
}

function send({ client, authorizer, request, url, isOurs }: Attempt): Promise<HttpResponse> {
  const { method = 'GET', headers = {}, body, signal } = request
  const authorization = isOurs ? authorizer.header(request.scope) : undefined
  return client.request({
    method,
    url,
    headers: { 'user-agent': 'flux/v2', ...headers, ...(authorization ? { authorization } : {}) },
    signal,
    ...(body ? { body } : {}),
  })
}

async function refusalOf({ request, url }: Attempt, response: HttpResponse): Promise<Error> {
  const { method = 'GET' } = request
  const body = method === 'HEAD' ? '' : await beginningOf(response)
  return registryError({
    method,
    url,
    status: response.status,
    statusText: statusText(response.status),
    body,
  })
}

async function beginningOf(response: HttpResponse): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body) {
    parts.push(part)
    size += part.length
    if (size >= maxErrorBody) break
  }
  return Buffer.concat(parts).subarray(0, maxErrorBody).toString('utf8')
}

/** False if time is up before. */
function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(milliseconds, true, { signal }).catch(() => false)
}

/** Milliseconds that the registry asks for, in seconds or by a date. */
function waitOf(response: HttpResponse, usual: number): number {
  const asked = response.headers['retry-after']
  if (asked === undefined) return usual
  const seconds = /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(seconds * 1000, 0) : usual
}
