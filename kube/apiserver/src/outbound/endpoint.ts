/** Where a webhook is: a URL, or a Service that is resolved when it is called. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { findObject, numberAt, textAt } from '../strategy/values/read.ts'
import { resolveService } from './resolve-service.ts'

/** What is called. */
export interface Endpoint {
  /** As messages show it. */
  readonly url: URL
  /** Where to connect instead of to the URL's host. Throws where the Service has no address. */
  readonly address?: () => { readonly host: string; readonly port: number }
  /** The name that the certificate has to be good for. */
  readonly serverName: string
  /** PEM of the authorities that may have signed it; the system's where there are none. */
  readonly ca: string | undefined
}

/** The endpoint of a `clientConfig`. */
export function endpointOf(config: JsonObject, services: Services): Endpoint {
  const bundle = textAt(config, 'caBundle')
  const ca = bundle ? Buffer.from(bundle, 'base64').toString('utf8') : undefined
  const service = findObject(config, 'service')
  if (!service) {
    const url = new URL(textAt(config, 'url'))
    return { url, serverName: url.hostname.replace(/^\[|\]$/g, ''), ca }
  }
  const [name, namespace] = [textAt(service, 'name'), textAt(service, 'namespace')]
  const port = numberAt(service, 'port') ?? 443
  const serverName = `${name}.${namespace}.svc`
  const path = textAt(service, 'path').replace(/^\/?/, '/')
  // The port is always written out, the default one too.
  return {
    url: new URL(`https://${serverName}:${port}${path}`),
    address: () => resolveService(services, namespace, name, port),
    serverName,
    ca,
  }
}

/** The URL of one call, with the port of a Service even where it is the usual one. */
export function shownUrl({ url, address, serverName }: Endpoint, query: string): string {
  const host = address ? `${serverName}:${url.port || '443'}` : url.host
  const path = url.pathname === '/' && !address && !url.href.endsWith('/') ? '' : url.pathname
  return `${url.protocol}//${host}${path}${query ? `?${query}` : ''}`
}
