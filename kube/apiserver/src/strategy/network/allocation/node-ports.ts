/** Node ports of a Service, those of its health check among them. @module */
import type { JsonObject } from '@sluice/base/json'
import { type ApiError, internal, internalError, invalid, invalidObject } from '../../../status/index.ts'
import { children, type Draft } from '../../values/draft.ts'
import { numberAt, objectsAt, textAt } from '../../values/read.ts'
import { nodePortsOf } from './holders.ts'
import { pickFree } from './pick.ts'
import { portBand } from './ranges.ts'

/** What node ports of a Service are given by. */
export interface PortGrant {
  readonly name: string
  /** `30000-32767` */
  readonly range: string
  readonly isTaken: (port: number) => boolean
  /** A dry run takes nothing, and shows numbers that cannot be. */
  readonly dryRun: boolean
}

/** Why a port cannot be had. */
class Refused extends Error {}

/** Gives a Service the node ports it lacks. Throws 422 (500 for the health check's) where one it asks for is taken. */
export function giveNodePorts(spec: Draft, old: JsonObject | undefined, grant: PortGrant): void {
  const ports = new PortsInHand(grant, old && nodePortsOf(old))
  const type = textAt(spec, 'type')
  if (type === 'NodePort' || type === 'LoadBalancer') giveEach(spec, ports, { ...grant, isNew: !old })
  if (needsHealthPort(spec)) giveHealthPort(spec, ports)
}

/** Whether a Service of a spec has a health check on every node. */
export function needsHealthPort(spec: JsonObject): boolean {
  return textAt(spec, 'type') === 'LoadBalancer' && textAt(spec, 'externalTrafficPolicy') === 'Local'
}

/** Whether a Service of a spec has node ports unless it says otherwise. */
export function usesNodePorts(spec: JsonObject): boolean {
  const type = textAt(spec, 'type')
  return type === 'NodePort' || (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false)
}

function giveEach(
  spec: Draft,
  ports: PortsInHand,
  about: { readonly name: string; readonly isNew: boolean },
): void {
  const byPort = new Map<number, number>()
  const seen = new Set<string>()
  for (const [i, port] of children(spec, 'ports').entries()) {
    const [number, own] = [numberAt(port, 'port') ?? 0, numberAt(port, 'nodePort') ?? 0]
    if (own === 0 && !usesNodePorts(spec)) continue
    // Two protocols of one port share a node port, if nobody says otherwise.
    const shared = about.isNew ? (byPort.get(number) ?? 0) : 0
    if (shared !== 0 && (own === 0 || own === shared)) {
      port['nodePort'] = shared
      continue
    }
    const asked = own || (about.isNew ? requestedFor(spec, number) : 0)
    port['nodePort'] = asked
      ? askedPort(ports, asked, about.name, `spec.ports[${i}].nodePort`)
      : nextPort(ports)
    if (!byPort.has(number)) byPort.set(number, Number(port['nodePort']))
    const shown = `${textAt(port, 'protocol')} ${port['nodePort']}`
    if (!about.isNew && seen.has(shown)) throw internal(`duplicate nodePort: {${shown}}`)
    seen.add(shown)
  }
}

function requestedFor(spec: JsonObject, number: number): number {
  const same = objectsAt(spec, 'ports').find(each => each['port'] === number && numberAt(each, 'nodePort'))
  return (same && numberAt(same, 'nodePort')) ?? 0
}

function askedPort(ports: PortsInHand, asked: number, name: string, field: string): number {
  try {
    ports.take(asked)
    return asked
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw invalidObject({ group: '', kind: 'Service' }, name, [invalid(field, asked, error.message)])
  }
}

function nextPort(ports: PortsInHand): number {
  try {
    return ports.next()
  } catch (error) {
    throw error instanceof Refused ? internalError(`failed to allocate a nodePort: ${error.message}`) : error
  }
}

function giveHealthPort(spec: Draft, ports: PortsInHand): void {
  const asked = numberAt(spec, 'healthCheckNodePort') ?? 0
  try {
    if (asked === 0) spec['healthCheckNodePort'] = ports.next()
    else ports.take(asked)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw healthError(asked, error.message)
  }
}

function healthError(asked: number, why: string): ApiError {
  return internalError(
    asked === 0
      ? `failed to allocate a HealthCheck NodePort 0: ${why}`
      : `failed to allocate requested HealthCheck NodePort ${asked}: ${why}`,
  )
}

/** Any number of a dry run is above this. */
const aboveAll = 32768

/** The ports of one Service while they are given: what it had it may keep, what it took it has. */
class PortsInHand {
  readonly #grant: PortGrant
  readonly #kept: Set<number>
  readonly #taken = new Set<number>()
  readonly #mayRepeat: boolean

  /** A Service that is changed may name a port twice, for two protocols; a new one shares by itself. */
  constructor(grant: PortGrant, kept: readonly number[] | undefined) {
    this.#grant = grant
    this.#kept = new Set(kept)
    this.#mayRepeat = kept !== undefined
  }

  take(port: number): void {
    if (this.#kept.has(port) || (this.#mayRepeat && this.#taken.has(port))) return
    const { range, isTaken, dryRun } = this.#grant
    const { first, last } = portBand(range)
    if (!dryRun && (port < first || port > last)) {
      throw new Refused(`provided port is not in the valid range. The range of valid ports is ${range}`)
    }
    if (this.#taken.has(port) || isTaken(port)) throw new Refused('provided port is already allocated')
    this.#taken.add(port)
  }

  next(): number {
    const { range, isTaken, dryRun } = this.#grant
    const port = dryRun
      ? BigInt(this.#taken.size === 0 ? aboveAll + 1 : Math.max(...this.#taken) + 1)
      : pickFree(portBand(range), each => this.#has(Number(each)) || isTaken(Number(each)))
    if (port === undefined) throw new Refused('range is full')
    this.#taken.add(Number(port))
    return Number(port)
  }

  #has(port: number): boolean {
    return this.#kept.has(port) || this.#taken.has(port)
  }
}
