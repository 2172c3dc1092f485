import { createReadStream } from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, sep } from 'node:path'
import { cleanPath, PathEscapesError } from '@sluice/base/path'

export interface ArtifactServer {
  readonly port: number
  stop(): Promise<void>
}

/** How long open downloads may go on once the server stops. */
const graceMs = 5000

/** Serves a folder's files and listings, to read only. */
export async function startArtifactServer(options: {
  readonly dir: string
  readonly host?: string
  readonly port: number
}): Promise<ArtifactServer> {
  const root = await realpath(options.dir)
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise(resolve => {
        const impatient = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(impatient)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const path = pathOf(request.url ?? '/')
  const place = path === undefined ? undefined : await realpath(join(root, path)).catch(() => undefined)
  // A link inside may point to a file inside, never out.
  if (path === undefined || place === undefined || !(place === root || place.startsWith(root + sep))) {
    return notFound(response)
  }
  const info = await lstat(place)
  if (info.isDirectory()) return sendListing(place, request, response)
  if (!info.isFile()) return notFound(response)
  const modified = info.mtime.toUTCString()
  if (request.headers['if-modified-since'] === modified) {
    response.writeHead(304).end()
    return
  }
  response.writeHead(200, {
    'content-type':
      place.endsWith('.gz') || place.endsWith('.tgz') ? 'application/gzip' : 'application/octet-stream',
    'content-length': info.size,
    'last-modified': modified,
  })
  if (request.method === 'HEAD') response.end()
  else await sendFile(place, response)
}

function pathOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname)
    return path.includes('\0') ? undefined : cleanPath(path)
  } catch (error) {
    if (error instanceof PathEscapesError || error instanceof URIError || error instanceof TypeError)
      return undefined
    throw error
  }
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n')
}

async function sendListing(dir: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.map(entry => entry.name + (entry.isDirectory() ? '/' : '')).sort()
  const lines = names.map(name => `<a href="${encodeURI(name)}">${escapeHtml(name)}</a>\n`)
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(request.method === 'HEAD' ? undefined : `<!doctype html>\n<pre>\n${lines.join('')}</pre>\n`)
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function sendFile(path: string, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const file = createReadStream(path)
    file.once('error', reject)
    response.once('close', () => {
      file.destroy()
      resolve()
    })
    file.pipe(response)
  })
}
