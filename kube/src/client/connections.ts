import type { Dispatcher } from 'undici'
import type { ConnectionConfig } from './config.ts'

/** Open connections to one server: some for short requests, others for streams, so that neither blocks the other. */
export interface Connections {
  request(kind: 'requests' | 'streams', options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>
  close(): Promise<void>
}

const requestConnections = 32
const defaultTimeout = 60_000
/** A watch hears at least a bookmark a minute; one that stays silent for this long is dead. */
const streamTimeout = 11 * 60_000

/** Connects lazily, with TLS as the configuration says. Loads undici when first called. */
export async function openConnections(
  config: ConnectionConfig,
  certificate: { readonly cert: string; readonly key: string } | undefined,
): Promise<Connections> {
  const origin = new URL(config.server).origin
  const tls = {
    ...(config.certificateAuthority ? { ca: config.certificateAuthority } : {}),
    ...(config.insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
    ...(config.tlsServerName ? { servername: config.tlsServerName } : {}),
    ...certificate,
  }
  const timeout = config.timeout ?? defaultTimeout
  const open = config.proxyUrl ? await proxied(origin, config.proxyUrl, tls) : await direct(origin, tls)
  const requests = open({ connections: requestConnections, headersTimeout: timeout, bodyTimeout: timeout })
  const streams = open({ connections: null, headersTimeout: timeout, bodyTimeout: streamTimeout })
  const { default: api } = await import('undici/lib/api/index.js')
  return {
    request: (kind, options) =>
      api.request.call(kind === 'streams' ? streams : requests, { ...options, origin }),
    close: async () => {
      await Promise.all([requests.destroy(), streams.destroy()])
    },
  }
}

interface PoolOptions {
  readonly connections: number | null
  readonly headersTimeout: number
  readonly bodyTimeout: number
}

type Open = (options: PoolOptions) => Dispatcher

async function direct(origin: string, tls: object): Promise<Open> {
  const { default: Pool } = await import('undici/lib/dispatcher/pool.js')
  return options =>
    new Pool(origin, {
      ...options,
      allowH2: false,
      connect: { ...tls, keepAlive: true },
      keepAliveTimeout: 60_000,
    })
}

async function proxied(origin: string, proxyUrl: string, tls: object): Promise<Open> {
  const { ProxyAgent, Socks5ProxyAgent } = await import('undici')
  const { protocol } = new URL(proxyUrl)
  if (protocol.startsWith('socks5')) {
    return options => new Socks5ProxyAgent(proxyUrl, { ...options, connect: tls } as never)
  }
  const proxyTunnel = origin.startsWith('https:')
  return options =>
    new ProxyAgent({
      uri: proxyUrl,
      requestTls: tls,
      proxyTunnel,
      ...options,
      connections: options.connections ?? 256,
    })
}
