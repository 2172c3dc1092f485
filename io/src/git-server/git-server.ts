/**
 * Serves bare repositories over HTTP: `git http-backend` behind node:http, with pushes.
 * @module
 */
import { timingSafeEqual } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { runBackend } from './backend.ts'
import { createBareRepository } from './bare-repository.ts'

/** What arrived with a push. */
export interface Push {
  /** The repository's name, without `.git`. */
  readonly repository: string
}

export interface GitServerOptions {
  /** Where the repositories lie. */
  readonly dir: string
  readonly host?: string
  readonly port?: number
  /** Who may read and write; everybody if absent. */
  readonly credentials?: { readonly username: string; readonly password: string }
  /** A push to a repository that does not exist makes it. Default false: it is not found. */
  readonly createsOnPush?: boolean
  /** Called after each push that was accepted. */
  onPush?(push: Push): void
}

export interface GitServer {
  /** Without a slash at the end. */
  readonly url: string
  /** Makes an empty repository unless there is one, and gives its address. */
  createRepository(name: string): Promise<string>
  /** Ends open requests and stops. */
  stop(): Promise<void>
}

/** Requests at a time; others wait. */
const maxConcurrent = 32
const validPath = /^\/([a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)*)\.git(\/.*)$/i

/** Starts the server. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const { dir, host = '127.0.0.1', port = 0 } = options
  await mkdir(dir, { recursive: true })
  const slots = semaphore(maxConcurrent)
  const server = createServer((request, response) => {
    slots(() => answer(request, response, options)).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${actual}`
  return {
    url,
    async createRepository(name) {
      if (!validPath.test(`/${name}.git/`) || name.includes('..'))
        throw new RangeError(`invalid repository name '${name}'`)
      await ensureRepository(dir, name)
      return `${url}/${name}.git`
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: GitServerOptions,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const match = validPath.exec(decodeURIComponent(url.pathname))
  if (!match?.[1] || url.pathname.includes('..')) return reply(response, 404, 'repository not found')
  if (!isAllowed(request, options.credentials)) {
    response.setHeader('www-authenticate', 'Basic realm="git"')
    return reply(response, 401, 'authentication required')
  }
  if (options.createsOnPush && isStartOfPush(url)) await ensureRepository(options.dir, match[1])
  if (!(await exists(join(options.dir, `${match[1]}.git`))))
    return reply(response, 404, 'repository not found')
  const status = await runBackend(request, response, { dir: options.dir, url })
  const isPush = request.method === 'POST' && match[2] === '/git-receive-pack'
  if (isPush && status === 200) options.onPush?.({ repository: match[1] })
}

function isStartOfPush(url: URL): boolean {
  return url.pathname.endsWith('/info/refs') && url.searchParams.get('service') === 'git-receive-pack'
}

/** Makes a bare repository unless there is one: beside its place, then renamed, so that it is whole or not there. */
async function ensureRepository(dir: string, name: string): Promise<void> {
  const path = join(dir, `${name}.git`)
  if (await exists(path)) return
  const draft = join(dir, `.${process.pid}-${Date.now()}.tmp`)
  await createBareRepository(draft)
  await mkdir(join(path, '..'), { recursive: true })
  await rename(draft, path).catch(async error => {
    await rm(draft, { recursive: true, force: true })
    if (!(await exists(path))) throw error
  })
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}

function isAllowed(request: IncomingMessage, credentials: GitServerOptions['credentials']): boolean {
  if (!credentials) return true
  const wanted = Buffer.from(`Basic ${btoa(`${credentials.username}:${credentials.password}`)}`)
  const given = Buffer.from(request.headers.authorization ?? '')
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

function semaphore(size: number): (work: () => Promise<void>) => Promise<void> {
  let free = size
  const waiting: (() => void)[] = []
  return async work => {
    if (free === 0) await new Promise<void>(resolve => waiting.push(resolve))
    else free--
    try {
      await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
