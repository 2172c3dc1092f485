/** Fetching the JSON documents of an issuer over HTTPS. @module */
import { get } from 'node:https'
import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'

/** A document that cannot be had; the message says why. */
export class FetchFailed extends Error {
  constructor(url: string, why: string) {
    super(`Get ${JSON.stringify(url)}: ${why}`)
    this.name = 'FetchFailed'
  }
}

/** A document, and how many seconds it is good for, if its server says. */
export interface FetchedDocument {
  readonly value: JsonObject
  readonly maxAge: number
}

/** Fetches a document. @throws FetchFailed */
export type FetchDocument = (url: string) => Promise<FetchedDocument>

const largest = 1024 * 1024
const timeout = 30_000

/** Fetches from servers whose certificates the authorities vouch for; those of the system unless told. */
export function createFetch(authorities: string | undefined): FetchDocument {
  return url =>
    new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new FetchFailed(url, why))
      if (!url.startsWith('https://') || !URL.canParse(url)) {
        fail('only https:// is supported')
        return
      }
      const options = {
        agent: false,
        headers: { accept: 'application/json', 'user-agent': 'sluice-apiserver' },
        ...(authorities ? { ca: authorities } : {}),
      }
      const request = get(url, options, response => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > largest) request.destroy(new Error(`it is larger than ${largest} bytes`))
          else chunks.push(chunk)
        })
        response.on('error', error => fail(error.message))
        response.on('end', () => {
          clearTimeout(timer)
          if (response.statusCode !== 200) {
            fail(`${response.statusCode} ${response.statusMessage ?? ''}`.trim())
            return
          }
          const value = parsed(Buffer.concat(chunks).toString())
          if (value) resolve({ value, maxAge: maxAgeOf(response.headers['cache-control']) })
          else fail('it is not a JSON object')
        })
      })
      const timer = setTimeout(() => request.destroy(new Error('context deadline exceeded')), timeout)
      request.on('error', error => fail(error.message))
      request.on('close', () => clearTimeout(timer))
    })
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text)
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function maxAgeOf(cacheControl: string | undefined): number {
  if (!cacheControl || /no-store|no-cache/i.test(cacheControl)) return 0
  return Number(/max-age=(\d{1,9})/i.exec(cacheControl)?.[1] ?? 0)
}
