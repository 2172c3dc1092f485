/**
 * A connection through a proxy to any host and port, for protocols other than HTTP: CONNECT (http, https) and SOCKS5.
 * @module
 */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { NetworkError, networkError } from './network-error.ts'
import type { ProxyServer } from './options.ts'

const maxHeader = 16 * 1024

/** Opens the tunnel. @throws NetworkError if the proxy is unreachable or refuses */
export async function openTunnel(
  proxy: ProxyServer,
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const address = new URL(proxy.address)
  const socket = await dial(address, signal)
  try {
    await (address.protocol.startsWith('socks') ? socks5 : httpConnect)(socket, proxy, target)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function dial(address: URL, signal: AbortSignal): Promise<Socket> {
  const ports: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }
  const options = { host: address.hostname, port: Number(address.port) || (ports[address.protocol] ?? 1080) }
  const isTls = address.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const socket = isTls ? connectTls({ ...options, servername: address.hostname }) : connect(options)
    const fail = (error: unknown) => {
      socket.destroy()
      reject(networkError(error, { method: 'CONNECT', url: address.origin, isProxied: true, signal }))
    }
    const cancel = () => fail(signal.reason)
    signal.addEventListener('abort', cancel, { once: true })
    socket.once('error', fail)
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', cancel)
      socket.off('error', fail)
      resolve(socket)
    })
  })
}

async function httpConnect(
  socket: Socket,
  proxy: ProxyServer,
  target: { host: string; port: number },
): Promise<void> {
  const authority = `${target.host}:${target.port}`
  const credentials = Buffer.from(`${proxy.username}:${proxy.password ?? ''}`).toString('base64')
  const login = proxy.username === undefined ? '' : `Proxy-Authorization: Basic ${credentials}\r\n`
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${login}\r\n`)
  const head = (await readUntil(socket, Buffer.from('\r\n\r\n'))).toString('latin1')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]
  if (status !== '200')
    throw new NetworkError(`proxy refused to connect to ${authority}: status ${status ?? 'unknown'}`)
}

/** RFC 1928, with the login of RFC 1929 if there are credentials. */
async function socks5(
  socket: Socket,
  proxy: ProxyServer,
  target: { host: string; port: number },
): Promise<void> {
  const method = proxy.username === undefined ? 0 : 2
  socket.write(Uint8Array.of(5, 1, method))
  const [, chosen] = await readExactly(socket, 2)
  if (chosen !== method) throw new NetworkError('proxy offers no way to log in that we know')
  if (method === 2) {
    const user = Buffer.from(proxy.username ?? '')
    const password = Buffer.from(proxy.password ?? '')
    socket.write(Buffer.concat([Buffer.of(1, user.length), user, Buffer.of(password.length), password]))
    const [, verdict] = await readExactly(socket, 2)
    if (verdict !== 0) throw new NetworkError('proxy refused the credentials')
  }
  const host = Buffer.from(target.host)
  socket.write(
    Buffer.concat([
      Buffer.of(5, 1, 0, 3, host.length),
      host,
      Buffer.of(target.port >> 8, target.port & 0xff),
    ]),
  )
  const [, reply, , kind] = await readExactly(socket, 4)
  if (reply !== 0)
    throw new NetworkError(`proxy refused to connect to ${target.host}:${target.port}: code ${reply}`)
  const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await readExactly(socket, 1))[0] ?? 0)
  await readExactly(socket, length + 2)
}

async function readUntil(socket: Socket, mark: Buffer): Promise<Buffer> {
  let seen = Buffer.alloc(0)
  while (seen.indexOf(mark) < 0) {
    if (seen.length > maxHeader) throw new NetworkError('proxy answers with too long a header')
    seen = Buffer.concat([seen, await readExactly(socket, 1)])
  }
  return seen
}

async function readExactly(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const part: Buffer | null = socket.read(length)
    if (part && part.length === length) return part
    if (part || socket.readableEnded || socket.destroyed)
      throw new NetworkError('proxy closed the connection')
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error) => {
        socket.off('readable', settle)
        socket.off('end', settle)
        socket.off('error', settle)
        socket.off('close', settle)
        if (error instanceof Error) reject(new NetworkError(error.message, { cause: error }))
        else resolve()
      }
      for (const event of ['readable', 'end', 'error', 'close']) socket.once(event, settle)
    })
  }
}
