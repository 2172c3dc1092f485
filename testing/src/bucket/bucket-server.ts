/**
 * A small S3 server in this process: listings in pages, objects, signatures that are checked.
 * @module
 */
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the server behaves. */
export interface BucketServerOptions {
  readonly buckets: readonly string[]
  /** Who may come in; undefined lets everybody read. */
  readonly key?: { readonly accessKey: string; readonly secretKey: string }
  /** Objects in one page of a listing. Default 1,000. */
  readonly pageSize?: number
  readonly region?: string
}

/** An S3 server that runs. */
export interface BucketServer {
  /** `127.0.0.1:PORT`. */
  readonly endpoint: string
  /** Every request so far, as `METHOD /path`. */
  readonly requests: string[]
  put(bucket: string, key: string, content: string): void
  remove(bucket: string, key: string): void
  stop(): Promise<void>
}

interface State extends BucketServerOptions {
  readonly objects: ReadonlyMap<string, Map<string, string>>
  readonly requests: string[]
}

/** Starts an S3 server on a free port of this machine. */
export async function startBucketServer(options: BucketServerOptions): Promise<BucketServer> {
  const objects = new Map(options.buckets.map(name => [name, new Map<string, string>()]))
  const state: State = { ...options, objects, requests: [] }
  const server = createServer((request, response) => answer(state, request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: state.requests,
    put: (bucket, key, content) => void objects.get(bucket)?.set(key, content),
    remove: (bucket, key) => void objects.get(bucket)?.delete(key),
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(state: State, request: IncomingMessage, response: ServerResponse): ServerResponse {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  state.requests.push(`${request.method} ${url.pathname}`)
  if (state.key && !isSigned(request, url, state.key))
    return refuse(response, 403, 'SignatureDoesNotMatch', 'The request signature does not match')
  const [bucket = '', ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent)
  const objects = state.objects.get(bucket)
  if (!objects) return refuse(response, 404, 'NoSuchBucket', 'The specified bucket does not exist')
  const key = rest.join('/')
  if (key !== '') return sendObject(objects.get(key), response)
  if (request.method === 'HEAD') return response.writeHead(200).end()
  if (url.searchParams.has('location'))
    return sendXml(response, `<LocationConstraint>${state.region ?? ''}</LocationConstraint>`)
  return list(objects, url, response, state.pageSize ?? 1000)
}

function sendObject(content: string | undefined, response: ServerResponse): ServerResponse {
  if (content === undefined) return refuse(response, 404, 'NoSuchKey', 'The specified key does not exist.')
  const bytes = Buffer.from(content)
  return response.writeHead(200, { etag: `"${etagOf(content)}"`, 'content-length': bytes.length }).end(bytes)
}

function list(
  objects: ReadonlyMap<string, string>,
  url: URL,
  response: ServerResponse,
  size: number,
): ServerResponse {
  const prefix = url.searchParams.get('prefix') ?? ''
  const after = url.searchParams.get('continuation-token') ?? ''
  const keys = [...objects.keys()].filter(key => key.startsWith(prefix) && key > after).sort()
  const page = keys.slice(0, size)
  const contents = page.map(key => {
    const etag = `&quot;${etagOf(objects.get(key) ?? '')}&quot;`
    return `<Contents><Key>${escapeXml(key)}</Key><ETag>${etag}</ETag></Contents>`
  })
  const isMore = keys.length > page.length
  const next = isMore ? `<NextContinuationToken>${escapeXml(page.at(-1) ?? '')}</NextContinuationToken>` : ''
  const body = `<IsTruncated>${isMore}</IsTruncated>${next}${contents.join('')}`
  return sendXml(response, `<ListBucketResult>${body}</ListBucketResult>`)
}

/** Signature Version 4, worked out from what was sent. */
function isSigned(
  { method, headers }: IncomingMessage,
  url: URL,
  { accessKey, secretKey }: NonNullable<BucketServerOptions['key']>,
): boolean {
  const form = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/
  const [, who, scope = '', signed = '', signature] = form.exec(headers.authorization ?? '') ?? []
  if (who !== accessKey) return false
  const query = url.search
    .slice(1)
    .split('&')
    .map(pair => (pair === '' || pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&')
  const named = signed.split(';').map(name => `${name}:${headers[name]}`)
  const canonical = [method, url.pathname, query, ...named, '', signed, headers['x-amz-content-sha256']].join(
    '\n',
  )
  const hash = createHash('sha256').update(canonical).digest('hex')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n')
  const key = scope
    .split('/')
    .reduce<Buffer>(
      (last, part) => createHmac('sha256', last).update(part).digest(),
      Buffer.from(`AWS4${secretKey}`),
    )
  return createHmac('sha256', key).update(text).digest('hex') === signature
}

function refuse(response: ServerResponse, status: number, code: string, message: string): ServerResponse {
  return sendXml(response, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`, status)
}

function sendXml(response: ServerResponse, body: string, status = 200): ServerResponse {
  return response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`)
}

function etagOf(content: string): string {
  return createHash('md5').update(content).digest('hex')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
