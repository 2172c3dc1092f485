/**
 * AWS Signature Version 4, as requests to S3 carry it in their headers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @module
 */
import { createHash, createHmac } from 'node:crypto'

/** Who asks. */
export interface AccessKey {
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken?: string
}

/** What is signed: a request without a body. */
export interface UnsignedRequest {
  readonly method: 'GET' | 'HEAD'
  readonly url: URL
  readonly region: string
  readonly now: Date
}

const emptyHash = createHash('sha256').update('').digest('hex')

/** The headers that sign a request. */
export function signV4(
  key: AccessKey,
  { method, url, region, now }: UnsignedRequest,
): Readonly<Record<string, string>> {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-content-sha256': emptyHash,
    'x-amz-date': time,
    ...(key.sessionToken ? { 'x-amz-security-token': key.sessionToken } : {}),
  }
  const names = Object.keys(headers).sort()
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url),
    ...names.map(name => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    emptyHash,
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  )
  const signature = hmac(signingKey(key.secretKey, scope), text).toString('hex')
  const { host: _, ...sent } = headers
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  }
}

/** A key or a query's part as S3 encodes it: all but unreserved characters. */
export function encodeS3(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function canonicalQuery(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => `${encodeS3(name)}=${encodeS3(value)}`)
  return pairs.sort().join('&')
}

function signingKey(secret: string, scope: string): Buffer {
  return scope.split('/').reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`))
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
