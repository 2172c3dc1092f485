/**
 * Buckets of Google Cloud Storage, by its JSON API.
 * https://cloud.google.com/storage/docs/json_api
 * @module
 */
import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { redact } from '@sluice/base/redact'
import { IdentityError } from '../cloud-identity/types.ts'
import { createHttpClient, type HttpClient, type HttpOptions, type HttpResponse } from '../http/index.ts'
import { type Bucket, BucketError, type FetchedObject, type ListedObject } from './bucket.ts'
import { readObject } from './read-object.ts'
import { sendPatiently } from './send.ts'

/** How to reach a bucket. */
export interface GcsOptions extends HttpOptions {
  readonly bucket: string
  /** Where an emulator listens: `host:port`, or with a scheme. It is told no token. */
  readonly emulator?: string | undefined
  /** Who asks. @throws IdentityError */
  token(signal: AbortSignal): Promise<string>
  /** How connections are made; another one for tests. */
  openHttp?(options: HttpOptions): HttpClient
}

const maxAnswer = 16 * 1024 ** 2

/** Opens a bucket. Nothing is sent before the first operation. */
export function openGcs(options: GcsOptions): Bucket {
  const client = (options.openHttp ?? createHttpClient)(options)
  const session = new GcsSession(client, options)
  return {
    exists: signal => session.exists(signal),
    list: (prefix, signal) => session.list(prefix, signal),
    get: (key, limit, signal) => session.get(key, limit, signal),
    close: () => client.close(),
  }
}

class GcsSession {
  readonly #client: HttpClient
  readonly #options: GcsOptions
  readonly #base: string

  constructor(client: HttpClient, options: GcsOptions) {
    this.#client = client
    this.#options = options
    const { emulator, bucket } = options
    const origin = !emulator
      ? 'https://storage.googleapis.com'
      : /^https?:\/\//.test(emulator)
        ? emulator
        : `http://${emulator}`
    this.#base = `${origin.replace(/\/+$/, '')}/storage/v1/b/${encodeURIComponent(bucket)}`
  }

  async exists(signal: AbortSignal): Promise<boolean> {
    const response = await this.#send('?alt=json&prettyPrint=false&projection=full', signal)
    if (response.status !== 404) await jsonOf(response)
    else await response.drop()
    return response.status !== 404
  }

  async *list(prefix: string, signal: AbortSignal): AsyncGenerator<ListedObject> {
    let token = ''
    do {
      const query = new URLSearchParams({ alt: 'json', fields: 'items(name,etag),nextPageToken' })
      if (prefix) query.set('prefix', prefix)
      if (token) query.set('pageToken', token)
      const page = await jsonOf(await this.#send(`/o?${query}`, signal))
      for (const item of Array.isArray(page['items']) ? page['items'] : []) {
        if (isJsonObject(item)) yield { key: textOf(item['name']), etag: textOf(item['etag']) }
      }
      token = textOf(page['nextPageToken'])
    } while (token)
  }

  /** The content is that of the generation whose etag is told, whatever happens in between. */
  async get(key: string, limit: number, signal: AbortSignal): Promise<FetchedObject | undefined> {
    const path = `/o/${encodeURIComponent(key)}`
    const described = await this.#send(`${path}?alt=json&fields=etag,generation`, signal)
    if (described.status === 404) return dropped(described)
    const { etag, generation } = await jsonOf(described)
    const query = new URLSearchParams({ alt: 'media', ifGenerationMatch: String(generation) })
    const response = await this.#send(`${path}?${query}`, signal)
    if (response.status === 404) return dropped(response)
    if (response.status !== 200) throw await failureOf(response)
    return { etag: textOf(etag), bytes: await readObject(response, key, limit) }
  }

  async #send(path: string, signal: AbortSignal): Promise<HttpResponse> {
    const url = this.#base + path
    const token = this.#options.emulator ? undefined : await this.#token(url, signal)
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return sendPatiently(this.#client, { url, headers, signal })
  }

  async #token(url: string, signal: AbortSignal): Promise<string> {
    try {
      return await this.#options.token(signal)
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error
      throw new BucketError('NoCredentials', `Get "${url}": ${error.message}`)
    }
  }
}

async function dropped(response: HttpResponse): Promise<undefined> {
  await response.drop()
}

async function jsonOf(response: HttpResponse): Promise<JsonObject> {
  if (response.status !== 200) throw await failureOf(response)
  return parsed(await response.bytes(maxAnswer))
}

/** As Google's own libraries tell it. */
async function failureOf(response: HttpResponse): Promise<BucketError> {
  const bytes = await response.bytes(maxAnswer)
  const { error } = parsed(bytes)
  const details = isJsonObject(error) ? error : {}
  const [first] = Array.isArray(details['errors']) ? details['errors'] : []
  const reason = isJsonObject(first) ? textOf(first['reason']) : ''
  const plain = Buffer.from(bytes).toString('utf8').replace(/\s+/g, ' ').trim().slice(0, 512)
  const message = textOf(details['message']) || plain
  const text = message
    ? `googleapi: Error ${response.status}: ${message}${reason && `, ${reason}`}`
    : `googleapi: got HTTP response code ${response.status}`
  return new BucketError(reason || String(response.status), redact(text))
}

function parsed(bytes: Uint8Array): JsonObject {
  try {
    const value = parseJson(Buffer.from(bytes).toString('utf8'))
    return isJsonObject(value) ? value : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
