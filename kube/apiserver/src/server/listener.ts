/** The TLS port: HTTP/2 where the client can, else HTTP/1.1. @module */
import { IncomingMessage, ServerResponse } from 'node:http'
import {
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import type { HttpHandler } from '../http/exchange.ts'
import { Http1Response, http1Request } from '../http/http1.ts'
import { Http2Response, http2Request } from '../http/http2.ts'
import { endIdleConnections, type IdleLimits } from './idle-connections.ts'

export interface ListenerOptions {
  /** PEM. */
  readonly key: string
  readonly certificate: string
  /** Signs certificates of clients. */
  readonly clientCa: string
  readonly handler: HttpHandler
  /** How long connections of HTTP/1.1 may be without a request. */
  readonly idle?: IdleLimits
}

/** An HTTPS server that is not listening yet. */
export interface Listener {
  /** Resolves to the port once it takes connections. */
  listen(port: number, host: string): Promise<number>
  /** Stops listening and ends every connection. */
  close(): Promise<void>
}

/** A client can have this many watches on one connection. */
const streamLimit = 10_000
/** In MB: what one connection may hold up before it gets no more streams. What a watch holds back is bounded by itself. */
const sessionMemory = 512
/**
 * A client that ends its watches resets as many streams in one go. Where Node knows no such option, a thousand
 * resets, and then 33 a second, end the connection with GOAWAY, and the client makes a new one.
 */
const resets = { streamResetBurst: streamLimit, streamResetRate: 1000 }
const idleAfter = 120_000
/** Kubernetes waits as long for headers. */
const idle = { headers: 32_000, silence: idleAfter }
/** As in Kubernetes: selectors, and with them paths, may be long. */
const headerLimit = 1024 * 1024
/** Node's types have this for HTTP/1.1 alone. */
const ofHttp1 = { maxHeaderSize: headerLimit }
const slowestHandshake = 32_000

/** Makes the server of a port. */
export function createListener(options: ListenerOptions): Listener {
  const own = { key: options.key, cert: options.certificate }
  const server = createSecureServer({
    ...own,
    ca: [],
    allowHTTP1: true,
    // Client certificates are asked for, not required: tokens are as good.
    requestCert: true,
    rejectUnauthorized: false,
    settings: { maxConcurrentStreams: streamLimit, maxHeaderListSize: headerLimit },
    handshakeTimeout: slowestHandshake,
    maxSessionMemory: sessionMemory,
    ...resets,
    ...ofHttp1,
    keepAlive: true,
    noDelay: true,
  })
  // To take one CA, Node waits for a thread that reads all of those it knows itself: that thread ends meanwhile.
  server.prependOnceListener('connection', () => server.setSecureContext({ ...own, ca: options.clientCa }))
  answer(server, options.handler)
  const stopEnding = endIdleConnections(server, options.idle ?? idle)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    listen: (port, host) => listen(server, port, host),
    close: () => {
      stopEnding()
      return close(server, sockets)
    },
  }
}

function answer(server: Http2SecureServer, handler: HttpHandler): void {
  server.on('request', (request: unknown, response: unknown) => {
    if (request instanceof IncomingMessage && response instanceof ServerResponse) {
      handler(http1Request(request), new Http1Response(response))
    }
  })
  // Listening to requests made Node wrap every stream as one; ours need no wrapping.
  server.removeAllListeners('stream')
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const response = new Http2Response(stream)
    // Whoever gives a request up as soon as it is made, over and over, gets no work done for it.
    setImmediate(() => {
      if (!response.destroyed) handler(http2Request(stream, headers), response)
    })
  })
  server.on('sessionError', () => undefined)
  Object.assign(server, { keepAliveTimeout: idleAfter })
}

function listen(server: Http2SecureServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function close(server: Http2SecureServer, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}
