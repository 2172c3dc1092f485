/**
 * Buckets of stores that speak S3.
 * @module
 */
import { type AccessKey, encodeAws, signV4 } from '../aws/sign-v4.ts'
import {
  createHttpClient,
  type HttpClient,
  type HttpOptions,
  type HttpResponse,
  statusText,
} from '../http/index.ts'
import { type Bucket, BucketError, type FetchedObject, type ListedObject } from './bucket.ts'
import { requireBucketName } from './bucket-name.ts'
import { readObject, requireNameable } from './read-object.ts'
import { sendPatiently } from './send.ts'
import { elementsOf, textOf } from './xml.ts'

/** How to reach a bucket. */
export interface S3Options extends HttpOptions {
  /** `host[:port]`. */
  readonly endpoint: string
  /** Plain HTTP. */
  readonly insecure?: boolean
  readonly bucket: string
  /** Default: what the store says. */
  readonly region?: string
  /** Who asks; undefined for what anybody may read. */
  credentials?(signal: AbortSignal): Promise<AccessKey>
  now(): Date
}

const maxAnswer = 16 * 1024 ** 2
const defaultRegion = 'us-east-1'

/** Opens a bucket. Nothing is sent before the first operation. */
export function openS3(options: S3Options): Bucket {
  const client = createHttpClient(options)
  const session = new S3Session(client, options)
  return {
    exists: signal => session.exists(signal),
    list: (prefix, signal) => session.list(prefix, signal),
    get: (key, limit, signal) => session.get(key, limit, signal),
    close: () => client.close(),
  }
}

interface S3Request {
  readonly method?: 'GET' | 'HEAD'
  /** Undefined for the bucket itself. */
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

class S3Session {
  readonly #client: HttpClient
  readonly #options: S3Options
  #region: Promise<string> | undefined

  constructor(client: HttpClient, options: S3Options) {
    this.#client = client
    this.#options = options
    if (options.region) this.#region = Promise.resolve(options.region)
  }

  async exists(signal: AbortSignal): Promise<boolean> {
    requireBucketName(this.#options.bucket)
    try {
      const response = await this.#request({ method: 'HEAD', signal })
      await response.drop()
      if (response.status === 200) return true
      if (response.status === 404) return false
      throw failureOf(response.status, '', this.#options.bucket)
    } catch (error) {
      if (error instanceof BucketError && error.code === 'NoSuchBucket') return false
      throw error
    }
  }

  async *list(prefix: string, signal: AbortSignal): AsyncGenerator<ListedObject> {
    let token: string | undefined
    do {
      const query = {
        'list-type': '2',
        'max-keys': '1000',
        prefix,
        ...(token === undefined ? {} : { 'continuation-token': token }),
      }
      const page = await this.#text(await this.#request({ query, signal }))
      for (const content of elementsOf(page, 'Contents')) {
        yield { key: textOf(content, 'Key'), etag: unquoted(textOf(content, 'ETag')) }
      }
      token = textOf(page, 'IsTruncated') === 'true' ? textOf(page, 'NextContinuationToken') : undefined
    } while (token)
  }

  async get(key: string, limit: number, signal: AbortSignal): Promise<FetchedObject | undefined> {
    requireNameable(key)
    const response = await this.#request({ key, signal })
    if (response.status === 404) {
      const failure = await this.#failure(response)
      if (failure.code === 'NoSuchKey') return undefined
      throw failure
    }
    if (response.status !== 200) throw await this.#failure(response)
    return { etag: unquoted(response.headers['etag'] ?? ''), bytes: await readObject(response, key, limit) }
  }

  async #request(request: S3Request): Promise<HttpResponse> {
    return this.#send(request, await this.#regionFor(request.signal))
  }

  /** minio: asks the store, unless the region is known. */
  async #regionFor(signal: AbortSignal): Promise<string> {
    this.#region ??= this.#askRegion(signal)
    try {
      return await this.#region
    } catch (error) {
      this.#region = undefined
      throw error
    }
  }

  async #askRegion(signal: AbortSignal): Promise<string> {
    const response = await this.#send({ query: { location: '' }, signal }, defaultRegion)
    if (response.status === 200) {
      const region = textOf(await this.#text(response), 'LocationConstraint')
      return region === 'EU' ? 'eu-west-1' : region || defaultRegion
    }
    const failure = await this.#failure(response)
    // Who may not ask where a bucket is may still be allowed to read it.
    if (failure.code === 'AccessDenied' || failure.code === 'NotImplemented') return defaultRegion
    throw failure
  }

  async #send({ method = 'GET', key, query = {}, signal }: S3Request, region: string): Promise<HttpResponse> {
    const url = this.#urlOf(key, query)
    const { credentials, now } = this.#options
    const access = await credentials?.(signal)
    const headers = access ? signV4(access, { method, url, service: 's3', region, now: now() }) : {}
    return sendPatiently(this.#client, { method, url: url.href, headers, signal })
  }

  /** The bucket is the first part of the path, but with Amazon, where it is part of the name of the host. */
  #urlOf(key: string | undefined, query: Readonly<Record<string, string>>): URL {
    const { endpoint, bucket, insecure = false } = this.#options
    const isAmazon = /(^|\.)amazonaws\.com(\.cn)?$/.test(endpoint) && !bucket.includes('.')
    const origin = `${insecure ? 'http' : 'https'}://${isAmazon ? `${bucket}.${endpoint}` : endpoint}`
    const path = key === undefined ? '' : key.split('/').map(encodeAws).join('/')
    const url = new URL(isAmazon ? `${origin}/${path}` : `${origin}/${encodeAws(bucket)}/${path}`)
    const pairs = Object.entries(query).map(([name, value]) => `${encodeAws(name)}=${encodeAws(value)}`)
    url.search = pairs.join('&')
    return url
  }

  async #text(response: HttpResponse): Promise<string> {
    if (response.status !== 200) throw await this.#failure(response)
    return Buffer.from(await response.bytes(maxAnswer)).toString('utf8')
  }

  async #failure(response: HttpResponse): Promise<BucketError> {
    const body = Buffer.from(await response.bytes(maxAnswer)).toString('utf8')
    return failureOf(response.status, body, this.#options.bucket)
  }
}

/** minio: the store's message, or one that follows from the status. */
function failureOf(status: number, body: string, bucket: string): BucketError {
  const code = textOf(body, 'Code')
  const message = textOf(body, 'Message')
  if (message) return new BucketError(code, message)
  if (status === 403) return new BucketError('AccessDenied', 'Access Denied.')
  if (status === 404)
    return new BucketError(code || 'NoSuchBucket', `The specified bucket '${bucket}' does not exist`)
  return new BucketError(code || String(status), `${status} ${statusText(status)}`)
}

function unquoted(etag: string): string {
  return etag.replace(/^"|"$/g, '')
}
