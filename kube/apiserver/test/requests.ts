import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { ApiServer } from '../src/index.ts'

export interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: IncomingMessage['headers']
}

export interface RequestOptions {
  readonly body?: unknown
  /** The body where it is no JSON. */
  readonly text?: string
  readonly contentType?: string
  readonly accept?: string
  readonly token?: string
}

/** One request to a server under test. */
export async function send(
  server: ApiServer,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Reply> {
  const {
    body,
    contentType = 'application/json',
    accept = 'application/json',
    token = server.token,
  } = options
  const text = options.text ?? (body === undefined ? undefined : JSON.stringify(body))
  return await readReply(await open(server, method, path, { text, contentType, accept, token }))
}

/** A POST whose body is sent as it is, as JSON. */
export async function sendText(server: ApiServer, path: string, text: string): Promise<Reply> {
  const { token } = server
  const json = 'application/json'
  return await readReply(await open(server, 'POST', path, { text, contentType: json, accept: json, token }))
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  let text = ''
  for await (const chunk of response) text += chunk
  const isJson = response.headers['content-type']?.startsWith('application/json')
  return {
    status: response.statusCode ?? 0,
    body: isJson ? JSON.parse(text) : { text },
    headers: response.headers,
  }
}

interface OpenOptions {
  readonly text: string | undefined
  readonly contentType: string
  readonly accept: string
  readonly token: string
}

function open(
  server: ApiServer,
  method: string,
  path: string,
  options: OpenOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { text, contentType, accept, token } = options
    const headers = {
      authorization: `Bearer ${token}`,
      accept,
      // Node frames the body of a DELETE by its length only if it is told.
      ...(text === undefined
        ? {}
        : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
    }
    const outgoing = request(
      new URL(path, server.url),
      { method, headers, ca: server.caCertificate, agent: false },
      resolve,
    )
    outgoing.on('error', reject)
    outgoing.end(text)
  })
}

export interface WatchEvent {
  readonly type: string
  readonly object: Record<string, unknown> & { readonly metadata: Record<string, unknown> }
}

/** Events of a watch as they come; ends when the server ends it. Leaving the loop closes the connection. */
export async function* watch(server: ApiServer, path: string): AsyncGenerator<WatchEvent> {
  const response = await open(server, 'GET', path, {
    text: undefined,
    contentType: '',
    accept: 'application/json',
    token: server.token,
  })
  let buffer = ''
  try {
    for await (const chunk of response) {
      buffer += chunk
      for (let end = buffer.indexOf('\n'); end >= 0; end = buffer.indexOf('\n')) {
        yield JSON.parse(buffer.slice(0, end))
        buffer = buffer.slice(end + 1)
      }
    }
  } finally {
    response.destroy()
  }
}

/** Waits until a watch of one object by name shows what `holds` looks for; undefined is its deletion. */
export async function until(
  server: ApiServer,
  collection: string,
  name: string,
  holds: (object: WatchEvent['object'] | undefined) => boolean,
): Promise<void> {
  for await (const { type, object } of watch(
    server,
    `${collection}?watch=1&fieldSelector=metadata.name%3D${name}`,
  )) {
    if (holds(type === 'DELETED' ? undefined : object)) return
  }
  throw new Error(`the watch of ${name} ended`)
}
