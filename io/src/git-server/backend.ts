import { spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'

const maxHead = 64 * 1024

/** Answers a request by `git http-backend` (CGI, RFC 3875). Gives the status that was sent. */
export function runBackend(
  request: IncomingMessage,
  response: ServerResponse,
  { dir, url }: { readonly dir: string; readonly url: URL },
): Promise<number> {
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: dir,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_CONFIG_KEY_1: 'core.hooksPath',
      GIT_CONFIG_VALUE_1: '/dev/null',
      GIT_PROJECT_ROOT: dir,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'git',
      REMOTE_ADDR: request.socket.remoteAddress ?? '',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => {})
  request.pipe(child.stdin)
  response.once('close', () => child.kill())
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    let status = 0
    child.once('error', reject)
    child.stdout.on('data', (part: Buffer) => {
      if (status > 0) {
        if (!response.write(part)) {
          child.stdout.pause()
          response.once('drain', () => child.stdout.resume())
        }
        return
      }
      head = Buffer.concat([head, part])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) {
        if (head.length > maxHead) child.kill()
        return
      }
      status = sendHead(response, head.subarray(0, end).toString('latin1'))
      response.write(head.subarray(end + 4))
    })
    child.once('close', () => {
      if (status === 0 && !response.headersSent) response.writeHead(500)
      response.end(() => resolve(status || 500))
      if (response.destroyed) resolve(status || 500)
    })
  })
}

function sendHead(response: ServerResponse, head: string): number {
  const fields = head.split('\r\n').map(line => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  const status = Number.parseInt(fields.find(([name]) => name === 'status')?.[1] ?? '200', 10)
  response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name !== 'status' && name !== '')))
  return status
}
