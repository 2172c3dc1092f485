import type { OutgoingHttpHeaders } from 'node:http'
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { HttpRequest, HttpResponse } from './exchange.ts'

/** A request of HTTP/2. */
export function http2Request(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): HttpRequest {
  const { ':method': method = 'GET', ':path': target = '/', ':authority': authority } = headers
  return {
    method,
    target,
    headers:
      headers.host === undefined && authority !== undefined ? { ...headers, host: authority } : headers,
    socket: stream.session?.socket,
    body: stream,
  }
}

/** A response of HTTP/2, on its stream: the compatible interface of Node costs half as much again. */
export class Http2Response implements HttpResponse {
  readonly #stream: ServerHttp2Stream
  #headers: OutgoingHttpHeaders = {}
  #code = 200

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream
    // A stream that the client gives up is no error of ours; `close` follows.
    stream.on('error', () => undefined)
  }

  get headersSent(): boolean {
    return this.#stream.headersSent
  }

  get destroyed(): boolean {
    return this.#stream.destroyed || this.#stream.closed
  }

  setHeader(name: string, value: string | readonly string[]): void {
    this.#headers[name] = typeof value === 'string' ? value : [...value]
  }

  /** What is about the connection is not HTTP/2's to say. */
  writeHead(code: number, { connection: _, ...headers }: OutgoingHttpHeaders): void {
    this.#code = code
    this.#headers = { ...this.#headers, ...headers }
  }

  flushHeaders(): void {
    this.#respond(false)
  }

  write(chunk: Uint8Array): boolean {
    this.#respond(false)
    return this.destroyed || this.#stream.write(chunk)
  }

  end(chunk?: Uint8Array): void {
    this.#respond(chunk === undefined)
    if (this.destroyed) return
    this.#stream.end(chunk, () => {
      // Whatever the client still has to say is not waited for; the answer goes before the reset.
      if (!this.#stream.endAfterHeaders) this.#stream.close(constants.NGHTTP2_NO_ERROR)
    })
  }

  destroy(): void {
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  }

  onDrain(listener: () => void): void {
    this.#stream.once('drain', listener)
  }

  onClose(listener: () => void): void {
    this.#stream.once('close', listener)
  }

  #respond(endStream: boolean): void {
    if (this.#stream.headersSent || this.destroyed) return
    this.#stream.respond({ ':status': this.#code, ...this.#headers }, { endStream })
  }
}
