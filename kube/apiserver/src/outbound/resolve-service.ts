import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'

/** A Service that cannot be reached; the message says why. */
export class UnresolvedService extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnresolvedService'
  }
}

/** An address of a Service. */
export interface ServiceAddress {
  readonly host: string
  readonly port: number
}

/**
 * Where a port of a Service is served: as the server was told, or else by its EndpointSlices, for there is no proxy
 * that would make cluster IPs work.
 * @throws UnresolvedService
 */
export function resolveService(
  services: Services,
  namespace: string,
  name: string,
  port: number,
): ServiceAddress {
  const told = services.resolveService?.(namespace, name, port)
  if (told) return told
  const stored = services.store.get('services', namespace, name)
  if (!stored) throw new UnresolvedService(`service ${JSON.stringify(name)} not found`)
  const spec = objectAt(stored.object, 'spec')
  if (textAt(spec, 'type') === 'ExternalName') return { host: textAt(spec, 'externalName'), port }
  const served = objectsAt(spec, 'ports').find(each => numberAt(each, 'port') === port)
  if (!served) {
    throw new UnresolvedService(`no service port ${port} found for service ${JSON.stringify(name)}`)
  }
  const found = endpointAddress(services, namespace, name, textAt(served, 'name'))
  if (found) return found
  throw new UnresolvedService(`no endpoints available for service ${JSON.stringify(name)}`)
}

function endpointAddress(
  { store }: Services,
  namespace: string,
  name: string,
  portName: string,
): ServiceAddress | undefined {
  for (const { object, metadata } of store.list('endpointslices.discovery.k8s.io', namespace)) {
    if (objectAt(metadata, 'labels')['kubernetes.io/service-name'] !== name) continue
    const port = objectsAt(object, 'ports').find(each => textAt(each, 'name') === portName)
    const host = objectsAt(object, 'endpoints').find(isReady)
    const [address] = host ? textsAt(host, 'addresses') : []
    const number = port && numberAt(port, 'port')
    if (address !== undefined && number !== undefined) return { host: address, port: number }
  }
  return undefined
}

function isReady(endpoint: JsonObject): boolean {
  return objectAt(endpoint, 'conditions')['ready'] !== false
}
