/** What the server needs of a request and its response, whichever HTTP they came by. @module */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'

export interface HttpRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly socket: Socket | undefined
  readonly body: Readable
}

export interface HttpResponse {
  readonly headersSent: boolean
  readonly destroyed: boolean
  setHeader(name: string, value: string | readonly string[]): void
  writeHead(code: number, headers: OutgoingHttpHeaders): void
  /** Sends the head before there is anything to follow it. */
  flushHeaders(): void
  /** False where the client is slower than we are: more should wait for `onDrain`. */
  write(chunk: Uint8Array): boolean
  end(chunk?: Uint8Array): void
  destroy(): void
  onDrain(listener: () => void): void
  /** Called once it is over, however it ended. */
  onClose(listener: () => void): void
}

/** Answers one request. */
export type HttpHandler = (request: HttpRequest, response: HttpResponse) => void
