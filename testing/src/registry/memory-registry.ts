/**
 * A small OCI registry in this process, with what Debian's cannot do: pages of tags, referrers, token logins, and
 * faults on demand.
 * @module
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the registry behaves. */
export interface MemoryRegistryOptions {
  /** Who may come in: `basic` asks for the password, `token` sends to the token server at `/token` first. */
  readonly login?: {
    readonly type: 'basic' | 'token'
    readonly username: string
    readonly password: string
  }
  /** Tags in one answer. Default: all that are asked for. */
  readonly pageSize?: number
  /** Whether there is a referrers API. Default true. */
  readonly hasReferrers?: boolean
}

/** An answer in place of the real one. */
export interface Fault {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A registry that runs. */
export interface MemoryRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  /** Every request so far, as `METHOD /path`, and the credentials it carried. */
  readonly requests: { readonly line: string; readonly authorization: string | undefined }[]
  /** Answers the next `times` requests to paths that match with a fault. */
  fail(path: RegExp, fault: Fault, times?: number): void
  stop(): Promise<void>
}

interface State extends MemoryRegistryOptions {
  readonly blobs: Map<string, Buffer>
  readonly manifests: Map<string, { readonly bytes: Buffer; readonly type: string }>
  /** `repository:tag` to digest. */
  readonly tags: Map<string, string>
  readonly faults: { path: RegExp; fault: Fault; times: number }[]
  readonly requests: MemoryRegistry['requests']
}

/** Starts a registry on a free port of this machine. */
export async function startMemoryRegistry(options: MemoryRegistryOptions = {}): Promise<MemoryRegistry> {
  const state: State = {
    ...options,
    blobs: new Map(),
    manifests: new Map(),
    tags: new Map(),
    faults: [],
    requests: [],
  }
  const server = createServer((request, response) => void answer(state, request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: state.requests,
    fail: (path, fault, times = 1) => void state.faults.push({ path, fault, times }),
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request)
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  const { authorization } = request.headers
  state.requests.push({ line: `${request.method} ${url.pathname}`, authorization })
  const fault = state.faults.find(each => each.times > 0 && each.path.test(url.pathname))
  if (fault) {
    fault.times--
    response.writeHead(fault.fault.status, fault.fault.headers).end(fault.fault.body)
    return
  }
  if (url.pathname === '/token') giveToken(state, request, response)
  else if (!isWelcome(state, authorization)) challenge(state, request, response)
  else route(state, { request, response, url, body })
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly body: Buffer
}

function route(state: State, exchange: Exchange): ServerResponse {
  const { response, url } = exchange
  const [, path = '', kind = '', rest = ''] =
    /^\/v2\/(.+)\/(tags|manifests|blobs|referrers)\/(.*)$/.exec(url.pathname) ?? []
  if (kind === 'tags') return listTags(state, path, exchange)
  if (kind === 'manifests') return manifest(state, `${path}:${rest}`, exchange)
  if (kind === 'blobs') return blob(state, path, rest, exchange)
  if (kind === 'referrers' && state.hasReferrers !== false) return referrers(state, rest, exchange)
  if (url.pathname === '/v2/') return response.writeHead(200).end('{}')
  return refuse(response, 404, 'NOT_FOUND', 'no such thing')
}

function listTags(state: State, path: string, { url, response }: Exchange): ServerResponse {
  const all = [...state.tags.keys()]
    .filter(key => key.startsWith(`${path}:`))
    .map(key => key.slice(path.length + 1))
    .sort()
  if (all.length === 0) return refuse(response, 404, 'NAME_UNKNOWN', 'repository name not known to registry')
  const last = url.searchParams.get('last')
  const from = last === null ? 0 : all.indexOf(last) + 1
  const page = all.slice(from, from + (state.pageSize ?? all.length))
  const isLast = from + page.length >= all.length
  const next = `</v2/${path}/tags/list?n=${page.length}&last=${page.at(-1)}>; rel="next"`
  response.writeHead(200, { 'content-type': 'application/json', ...(isLast ? {} : { link: next }) })
  return response.end(JSON.stringify({ name: path, tags: page }))
}

function manifest(state: State, key: string, { request, response, body }: Exchange): ServerResponse {
  if (request.method === 'PUT') {
    const digest = sha256(body)
    state.manifests.set(digest, { bytes: body, type: String(request.headers['content-type']) })
    if (!key.includes('sha256:')) state.tags.set(key, digest)
    return response.writeHead(201, { 'docker-content-digest': digest }).end()
  }
  const digest = /sha256:[0-9a-f]+$/.exec(key)?.[0] ?? state.tags.get(key) ?? ''
  const found = state.manifests.get(digest)
  if (!found) return refuse(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown')
  response.writeHead(200, {
    'content-type': found.type,
    'content-length': found.bytes.length,
    'docker-content-digest': digest,
  })
  return response.end(request.method === 'HEAD' ? undefined : found.bytes)
}

function blob(
  state: State,
  path: string,
  rest: string,
  { request, response, body, url }: Exchange,
): ServerResponse {
  if (request.method === 'POST') {
    return response.writeHead(202, { location: `/v2/${path}/blobs/uploads/1` }).end()
  }
  if (request.method === 'PUT') {
    const digest = sha256(body)
    if (url.searchParams.get('digest') !== digest)
      return refuse(response, 400, 'DIGEST_INVALID', 'digest invalid')
    state.blobs.set(digest, body)
    return response.writeHead(201).end()
  }
  const found = state.blobs.get(rest)
  if (!found) return refuse(response, 404, 'BLOB_UNKNOWN', 'blob unknown to registry')
  response.writeHead(200, { 'content-length': found.length })
  return response.end(request.method === 'HEAD' ? undefined : found)
}

function referrers(state: State, digest: string, { response }: Exchange): ServerResponse {
  const manifests = [...state.manifests].flatMap(([own, { bytes, type }]) => {
    const { subject, artifactType, annotations } = JSON.parse(bytes.toString('utf8'))
    return subject?.digest === digest
      ? [{ mediaType: type, digest: own, size: bytes.length, artifactType, annotations }]
      : []
  })
  response.writeHead(200, { 'content-type': 'application/vnd.oci.image.index.v1+json' })
  return response.end(JSON.stringify({ schemaVersion: 2, manifests }))
}

function isWelcome({ login }: State, authorization: string | undefined): boolean {
  if (!login) return true
  return authorization === (login.type === 'basic' ? basic(login) : `Bearer ${tokenOf(login)}`)
}

function challenge({ login }: State, request: IncomingMessage, response: ServerResponse): ServerResponse {
  const header =
    login?.type === 'token'
      ? `Bearer realm="http://${request.headers.host}/token",service="memory"`
      : 'Basic realm="memory"'
  return refuse(response, 401, 'UNAUTHORIZED', 'authentication required', { 'www-authenticate': header })
}

function giveToken({ login }: State, request: IncomingMessage, response: ServerResponse): ServerResponse {
  if (!login || request.headers.authorization !== basic(login))
    return refuse(response, 401, 'UNAUTHORIZED', 'wrong password')
  response.writeHead(200, { 'content-type': 'application/json' })
  return response.end(JSON.stringify({ token: tokenOf(login) }))
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  return response.end(JSON.stringify({ errors: [{ code, message }] }))
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function tokenOf({ username }: { readonly username: string }): string {
  return `token-of-${username}`
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
