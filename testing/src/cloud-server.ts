/**
 * Clouds in this process: one server that stands for every host, and a client that is led to it.
 * @module
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHttpClient, type HttpClient, type HttpOptions } from '@sluice/io/http'

/** A request as a cloud sees it. */
export interface CloudRequest {
  readonly method: string
  /** Where it was meant to go: `https://sts.eu-west-1.amazonaws.com/`. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** Fields of a form. */
  readonly form: URLSearchParams
}

/** What a cloud answers: JSON unless it is text. */
export interface CloudAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Answers requests; undefined passes on to the next. */
export type CloudRoute = (request: CloudRequest) => CloudAnswer | undefined

/** Clouds that run. */
export interface CloudServer {
  /** `http://127.0.0.1:PORT`: for what is told where to go. */
  readonly url: string
  /** Every request so far, as `METHOD host/path`. */
  readonly requests: string[]
  /** The options of every client that was opened. */
  readonly opened: HttpOptions[]
  /** Answers what comes to a host and path, or to every path below one that ends in a slash. The newest counts. */
  on(method: string, place: string, route: CloudRoute): void
  /** A client that is led here whatever host it asks for. */
  openHttp(options: HttpOptions): HttpClient
  stop(): Promise<void>
}

const meant = 'x-meant-for'

/** Starts clouds without any service; what nobody answers is 404. */
export async function startCloudServer(): Promise<CloudServer> {
  const routes: { readonly method: string; readonly place: string; readonly route: CloudRoute }[] = []
  const requests: string[] = []
  const opened: HttpOptions[] = []
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part)
    const { [meant]: origin, ...headers } = incoming.headers
    const body = Buffer.concat(parts).toString('utf8')
    const url = new URL(incoming.url ?? '/', String(origin ?? `http://${headers.host}`))
    const method = incoming.method ?? 'GET'
    requests.push(`${method} ${url.host}${url.pathname}`)
    const request = { method, url, headers, body, form: new URLSearchParams(body) }
    const answer = answerOf(
      routes.filter(route => route.method === method && isAt(url, route.place)).toReversed(),
      request,
    )
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {})
    const type = typeof answer.body === 'string' ? 'text/plain' : 'application/json'
    response.writeHead(answer.status ?? 200, { 'content-type': type, ...answer.headers }).end(text)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: base,
    requests,
    opened,
    on: (method, place, route) => void routes.push({ method, place, route }),
    openHttp: options => {
      opened.push(options)
      return ledTo(base)
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The first answer. A route that throws, as assertions do, answers with what it throws. */
function answerOf(routes: readonly { readonly route: CloudRoute }[], request: CloudRequest): CloudAnswer {
  for (const { route } of routes) {
    try {
      const answer = route(request)
      if (answer) return answer
    } catch (error) {
      return { status: 418, body: String(error) }
    }
  }
  return { status: 404, body: 'nobody is here' }
}

function isAt({ host, pathname }: URL, place: string): boolean {
  const path = `${host}${pathname}`
  return path === place || (place.endsWith('/') && path.startsWith(place))
}

/** Proxies are noted, and left out. */
function ledTo(base: string): HttpClient {
  const client = createHttpClient()
  return {
    request: async request => {
      const { origin, pathname, search } = new URL(request.url)
      const headers = { ...request.headers, [meant]: origin }
      const response = await client.request({ ...request, url: base + pathname + search, headers })
      return { ...response, url: request.url }
    },
    close: () => client.close(),
  }
}
