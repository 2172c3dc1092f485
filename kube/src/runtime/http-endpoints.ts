import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Metrics } from './metrics.ts'

/** Where metrics and health are served. Addresses are `[host]:port`; port 0 takes a free one, empty serves nothing. */
export interface EndpointOptions {
  readonly metricsAddress: string
  readonly healthAddress: string
  readonly metrics: Metrics
  /** Whether `/readyz` says yes. */
  readonly isReady: () => boolean
}

/** Servers that run. */
export interface Endpoints {
  readonly metricsPort: number | undefined
  readonly healthPort: number | undefined
  stop(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

type Route = (path: string) => Answer | Promise<Answer>

const notFound: Answer = {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  body: '404 page not found\n',
}

/** Serves `/metrics`, and `/healthz` and `/readyz`. */
export async function startEndpoints(options: EndpointOptions): Promise<Endpoints> {
  const metrics = await listen(options.metricsAddress, async path => {
    return path === '/metrics' ? { status: 200, ...(await options.metrics.text()) } : notFound
  })
  const health = await listen(options.healthAddress, path => {
    if (path !== '/healthz' && path !== '/readyz') return notFound
    const well = path === '/healthz' || options.isReady()
    return { ...notFound, status: well ? 200 : 500, body: well ? 'ok' : 'not ready' }
  })
  return {
    metricsPort: portOf(metrics),
    healthPort: portOf(health),
    stop: async () => {
      await Promise.all([close(metrics), close(health)])
    },
  }
}

async function listen(address: string, route: Route): Promise<Server | undefined> {
  if (address === '' || address === '0') return undefined
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '')
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const { status, contentType, body } = await route(path)
    response.writeHead(status, { 'content-type': contentType }).end(body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(address.slice(colon + 1)), host || undefined, resolve)
  })
  return server
}

function portOf(server: Server | undefined): number | undefined {
  return (server?.address() as AddressInfo | undefined)?.port
}

function close(server: Server | undefined): Promise<void> {
  return new Promise(resolve => {
    if (!server) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
