import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpClient, HttpRequest, HttpResponse } from '../http/index.ts'

const attempts = 4
const busy = new Set([408, 429, 500, 502, 503, 504])
const longestWait = 30_000

/** Sends a request, again where the store is busy: after the time it asks for, or a little longer each time. */
export async function sendPatiently(client: HttpClient, request: HttpRequest): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    const response = await client.request(request)
    if (attempt === attempts || !busy.has(response.status)) return response
    await response.drop()
    await sleep(waitOf(response, attempt), undefined, request.signal ? { signal: request.signal } : {})
  }
}

function waitOf({ headers }: HttpResponse, attempt: number): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  return seconds >= 0 ? Math.min(seconds * 1000, longestWait) : 100 * 2 ** attempt
}
