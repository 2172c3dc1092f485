import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { HttpRequest, HttpResponse } from './exchange.ts'

/** A request of HTTP/1.1. */
export function http1Request(message: IncomingMessage): HttpRequest {
  const { method = 'GET', url = '/', headers, socket } = message
  // A target may name its server, as it does to proxies.
  return { method, target: url.replace(/^https?:\/\/[^/]*/i, ''), headers, socket, body: message }
}

/** A body up to this size is read even where nobody wants it, as in Kubernetes. */
const passedOver = 256 * 1024

/** A response of HTTP/1.1. */
export class Http1Response implements HttpResponse {
  readonly #response: ServerResponse

  constructor(response: ServerResponse) {
    this.#response = response
  }

  get headersSent(): boolean {
    return this.#response.headersSent
  }

  get destroyed(): boolean {
    return this.#response.destroyed
  }

  setHeader(name: string, value: string | readonly string[]): void {
    this.#response.setHeader(name, value)
  }

  /** Before the next request can be read the rest of a body is: where that is long, the connection goes instead. */
  writeHead(code: number, headers: OutgoingHttpHeaders): void {
    const { req } = this.#response
    const isEndless = 'transfer-encoding' in req.headers
    const isLong = isEndless || Number(req.headers['content-length'] ?? 0) > passedOver
    this.#response.writeHead(code, isLong && !req.complete ? { ...headers, connection: 'close' } : headers)
  }

  flushHeaders(): void {
    this.#response.flushHeaders()
  }

  write(chunk: Uint8Array): boolean {
    return this.#response.write(chunk)
  }

  end(chunk?: Uint8Array): void {
    this.#response.end(chunk)
  }

  destroy(): void {
    this.#response.destroy()
  }

  onDrain(listener: () => void): void {
    this.#response.once('drain', listener)
  }

  onClose(listener: () => void): void {
    this.#response.once('close', listener)
  }
}
