/**
 * Short requests to a cloud: a little JSON out, a little JSON in, repeated where the cloud is busy.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { redact } from '@sluice/base/redact'
import type { HttpClient, HttpRequest, HttpResponse } from '../http/index.ts'
import type { IdentityRequest, Surroundings } from './types.ts'

/** Milliseconds that getting a token may take, as in Flux. */
const timeLimit = 10_000
const attempts = 3
const busy = new Set([429, 500, 502, 503, 504])
const maxAnswer = 1024 ** 2

/** An answer with its body read. */
export interface Answer {
  readonly status: number
  readonly headers: HttpResponse['headers']
  readonly text: string
  /** Empty if the body is no JSON object. */
  readonly json: JsonObject
}

/** Sends requests as long as `work` runs; each may take some seconds. */
export async function withRequests<R>(
  { openHttp }: Surroundings,
  { proxy, signal }: Pick<IdentityRequest, 'proxy' | 'signal'>,
  work: (send: (request: HttpRequest) => Promise<Answer>) => Promise<R>,
): Promise<R> {
  const client = openHttp(proxy ? { proxy } : {})
  try {
    return await work(request => send(client, { ...request, signal: limited(signal) }))
  } finally {
    await client.close()
  }
}

/** A signal that ends a request for a token in time. */
export function limited(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeLimit)])
}

async function send(client: HttpClient, request: HttpRequest): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const response = await client.request(request)
    const text = Buffer.from(await response.bytes(maxAnswer)).toString('utf8')
    if (attempt === attempts || !busy.has(response.status))
      return { status: response.status, headers: response.headers, text, json: jsonOf(text) }
    await sleep(waitOf(response, attempt), undefined, request.signal ? { signal: request.signal } : {})
  }
}

/** What the server asks for, if that is soon. */
function waitOf({ headers }: HttpResponse, attempt: number): number {
  const asked = Number(headers['retry-after'] ?? Number.NaN) * 1000
  return asked >= 0 && asked <= timeLimit / 2 ? asked : 100 * 2 ** attempt
}

/** What a refusal says, as one line without the secrets that were sent. */
export function refusalText({ status, text }: Answer, secrets: readonly string[] = []): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, 512)
  return redact(line ? `status code ${status}: ${line}` : `status code ${status}`, secrets)
}

/** A member that is text; empty if it is not. */
export function textIn(value: unknown, member: string): string {
  const found = isJsonObject(value as never) ? (value as JsonObject)[member] : undefined
  return typeof found === 'string' ? found : ''
}

function jsonOf(text: string): JsonObject {
  try {
    const value = parseJson(text)
    return isJsonObject(value) ? value : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
