import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2SecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** Milliseconds that a connection may have no request in hand. */
export interface IdleLimits {
  /** From the first byte of a request to the end of its headers. */
  readonly headers: number
  /** Without a byte. */
  readonly silence: number
}

interface Connection {
  requests: number
  /** When the last request was done, and how many bytes had come by then. */
  since: number
  bytes: number
}

/**
 * Ends connections of HTTP/1.1 that stay without a whole request for too long: Node looks for those only where no
 * HTTP/2 shares the port. Returns how to stop.
 */
export function endIdleConnections(server: Http2SecureServer, limits: IdleLimits): () => void {
  const connections = new Map<Socket, Connection>()
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol === 'h2') return
    connections.set(socket, { requests: 0, since: performance.now(), bytes: socket.bytesRead })
    socket.once('close', () => connections.delete(socket))
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(request.socket)
    if (!connection) return
    connection.requests++
    response.once('close', () => {
      connection.requests--
      connection.since = performance.now()
      connection.bytes = request.socket.bytesRead
    })
  })
  const timer = setInterval(() => sweep(connections, limits), limits.headers / 4)
  timer.unref()
  return () => clearInterval(timer)
}

function sweep(connections: ReadonlyMap<Socket, Connection>, { headers, silence }: IdleLimits): void {
  const now = performance.now()
  for (const [socket, { requests, since, bytes }] of connections) {
    const limit = socket.bytesRead > bytes ? headers : silence
    if (requests === 0 && now - since > limit) socket.destroy()
  }
}
