/**
 * Who holds an address or a node port. What is held is what stored Services have; the index only says where to look,
 * so that an entry left behind by a write that failed counts for nothing, and nothing has to be given back.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../../../server/services.ts'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../../values/read.ts'

/** A Service by its name. */
export interface Holder {
  readonly namespace: string
  readonly name: string
}

/** The addresses of a Service's spec. */
export function addressesOf(spec: JsonObject): readonly string[] {
  return textsAt(spec, 'clusterIPs').filter(address => address !== 'None' && address !== '')
}

/** The ports on every node that a Service's spec takes. */
export function nodePortsOf(spec: JsonObject): readonly number[] {
  const health = numberAt(spec, 'healthCheckNodePort')
  const ports = objectsAt(spec, 'ports').map(port => numberAt(port, 'nodePort'))
  return [...ports, health].filter((port): port is number => port !== undefined && port !== 0)
}

class Holders {
  readonly #services: Services
  readonly #index = new Map<string | number, Holder>()

  constructor(services: Services) {
    this.#services = services
    for (const { namespace, name, object } of services.store.list('services')) {
      this.note({ namespace, name }, objectAt(object, 'spec'))
    }
  }

  /** Says that a Service is about to be stored, in the same turn, with what its spec holds. */
  note(holder: Holder, spec: JsonObject): void {
    for (const each of [...addressesOf(spec), ...nodePortsOf(spec)]) this.#index.set(each, holder)
  }

  /** The Service that holds an address or a node port. */
  of(held: string | number): Holder | undefined {
    const holder = this.#index.get(held)
    if (!holder) return undefined
    const stored = this.#services.store.get('services', holder.namespace, holder.name)
    const spec = objectAt(stored?.object ?? {}, 'spec')
    const holds =
      typeof held === 'string' ? addressesOf(spec).includes(held) : nodePortsOf(spec).includes(held)
    if (!holds) this.#index.delete(held)
    return holds ? holder : undefined
  }

  /** Whether anyone but the Service holds it; an IPAddress that someone made keeps its address from all. */
  isTaken(held: string | number, self: Holder): boolean {
    const holder = this.of(held)
    if (holder) return holder.namespace !== self.namespace || holder.name !== self.name
    if (typeof held === 'number') return false
    const stored = this.#services.store.get(addressKey, '', held)
    return stored !== undefined && !isMirrored(stored.metadata)
  }
}

export const addressKey = 'ipaddresses.networking.k8s.io'

/** Says who made an IPAddress: one of this server's own shows what a Service holds. */
export const managedBy = { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' } as const

export function isMirrored(metadata: JsonObject): boolean {
  const labels = objectAt(metadata, 'labels')
  return Object.entries(managedBy).every(([key, value]) => textAt(labels, key) === value)
}

const known = new WeakMap<Services['store'], Holders>()

/** The holders of one server. */
export function holdersOf(services: Services): Holders {
  let holders = known.get(services.store)
  if (!holders) known.set(services.store, (holders = new Holders(services)))
  return holders
}
