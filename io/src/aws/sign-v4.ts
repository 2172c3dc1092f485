/**
 * AWS Signature Version 4: in a request's headers, or in its URL.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 * @module
 */
import { createHash, createHmac } from 'node:crypto'

/** Who asks. */
export interface AccessKey {
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken?: string
}

/** What is signed. */
export interface UnsignedRequest {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  /** `s3`, `sts`, `ecr`, … */
  readonly service: string
  readonly region: string
  readonly now: Date
  /** Headers to sign besides those that every request has. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const algorithm = 'AWS4-HMAC-SHA256'

/** The headers that sign a request, those given included. */
export function signV4(key: AccessKey, request: UnsignedRequest): Readonly<Record<string, string>> {
  const time = timeOf(request.now)
  const scope = scopeOf(request, time)
  const bodyHash = sha256(request.body ?? '')
  const signed: Readonly<Record<string, string>> = {
    ...request.headers,
    host: request.url.host,
    ...(request.service === 's3' ? { 'x-amz-content-sha256': bodyHash } : {}),
    'x-amz-date': time,
    ...(key.sessionToken ? { 'x-amz-security-token': key.sessionToken } : {}),
  }
  const names = Object.keys(signed).sort()
  const signature = signatureOf(key, { time, scope, canonical: canonicalOf(request, signed, bodyHash) })
  const { host: _, ...sent } = signed
  return {
    ...sent,
    authorization: `${algorithm} Credential=${key.accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  }
}

/** The URL of a request with its signature in the query; it is good for so many seconds. */
export function presignV4(key: AccessKey, request: UnsignedRequest, seconds: number): URL {
  const time = timeOf(request.now)
  const scope = scopeOf(request, time)
  const headers = { ...request.headers, host: request.url.host }
  const url = new URL(request.url)
  const query = {
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${key.accessKey}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    ...(key.sessionToken ? { 'X-Amz-Security-Token': key.sessionToken } : {}),
    'X-Amz-SignedHeaders': Object.keys(headers).sort().join(';'),
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  url.search = canonicalQuery(url)
  const canonical = canonicalOf({ ...request, url }, headers, sha256(''))
  url.search += `&X-Amz-Signature=${signatureOf(key, { time, scope, canonical })}`
  return url
}

/** Signs text in a scope (`date/region/service/aws4_request`); for requests whose canonical form is their own. */
export function signatureOf(
  { secretKey }: AccessKey,
  { time, scope, canonical }: { readonly time: string; readonly scope: string; readonly canonical: string },
): string {
  const signingKey = scope
    .split('/')
    .reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secretKey}`))
  return hmac(signingKey, [algorithm, time, scope, sha256(canonical)].join('\n')).toString('hex')
}

/** A time as signatures have it: `20260131T120000Z`. */
export function timeOf(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** A path's or a query's part as AWS encodes it: all but unreserved characters. */
export function encodeAws(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function scopeOf({ region, service }: UnsignedRequest, time: string): string {
  return `${time.slice(0, 8)}/${region}/${service}/aws4_request`
}

function canonicalOf(
  { method, url, service }: UnsignedRequest,
  headers: Readonly<Record<string, string>>,
  bodyHash: string,
): string {
  const names = Object.keys(headers).sort()
  // Every service but S3 encodes what is encoded once more.
  const path = service === 's3' ? url.pathname : url.pathname.split('/').map(encodeAws).join('/')
  const lines = names.map(name => `${name}:${headers[name]}`)
  return [method, path, canonicalQuery(url), ...lines, '', names.join(';'), bodyHash].join('\n')
}

function canonicalQuery(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => `${encodeAws(name)}=${encodeAws(value)}`)
  return pairs.sort().join('&')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
