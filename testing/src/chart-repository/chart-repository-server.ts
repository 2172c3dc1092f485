/**
 * A chart repository as companies have them: a folder of archives over HTTPS, for those who have the password and a
 * certificate of the repository's own authority.
 * @module
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { der, extension, type Issued, issue } from '../certificates.ts'

/** What is served, and to whom. */
export interface ChartRepositoryServerOptions {
  /** Archives and `index.yaml`; read at each request. */
  readonly folder: string
  readonly username: string
  readonly password: string
}

/** A repository that runs. */
export interface ChartRepositoryServer {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string
  /** What a client needs, in PEM: whom to trust, and a certificate of its own with its key. */
  readonly client: { readonly authority: string; readonly certificate: string; readonly key: string }
  /** Every answer so far, as `STATUS /path`; connections without a certificate get none. */
  readonly answers: readonly string[]
  stop(): Promise<void>
}

/** Starts a repository on a free port of this machine. */
export async function startChartRepository(
  options: ChartRepositoryServerOptions,
): Promise<ChartRepositoryServer> {
  const authority = issue({ subject: { CN: 'charts authority' }, isAuthority: true })
  const own = issue({ subject: { CN: 'charts' }, issuer: authority, extensions: [thisMachine] })
  const client = issue({ subject: { CN: 'client' }, issuer: authority })
  const answers: string[] = []
  const tls = {
    cert: own.pem,
    key: keyOf(own),
    ca: authority.pem,
    requestCert: true,
    rejectUnauthorized: true,
  }
  const server = createServer(tls, (request, response) => {
    response.on('finish', () => answers.push(`${response.statusCode} ${request.url}`))
    void answer(options, request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    client: { authority: authority.pem, certificate: client.pem, key: keyOf(client) },
    answers,
    stop: () => stop(server),
  }
}

/** RFC 5280 §4.2.1.6: the subject's alternative name, an IP address. */
const thisMachine = extension('551d11', der(0x30, der(0x87, Buffer.from([127, 0, 0, 1]))))

function keyOf({ privateKey }: Issued): string {
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

async function answer(
  { folder, username, password }: ChartRepositoryServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const login = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  if (request.headers.authorization !== login) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="charts"' }).end('who are you?')
    return
  }
  const path = normalize(new URL(request.url ?? '/', 'https://charts').pathname)
  const file = await readFile(join(folder, path)).catch(() => undefined)
  if (file) response.writeHead(200, { 'content-length': file.length }).end(file)
  else response.writeHead(404).end('no such chart')
}

function stop(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
