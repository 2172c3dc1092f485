/**
 * Cluster addresses and node ports. What is taken is what stored Services hold, read in the same turn in which the
 * Service is stored, so nothing is granted twice and nothing has to be given back.
 * @module
 */
import { randomInt } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import { invalid, invalidObject } from '../../status/index.ts'
import type { StrategyContext } from '../strategy.ts'
import { children, copyObject, type Draft, ensure } from '../values/draft.ts'
import { addressBits, isStrictSubset, parseCidr } from '../values/ip.ts'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'

/** Where cluster addresses come from: all but the network's own and the broadcast address. */
export const serviceRange = '10.0.0.0/24'
const nodePorts = { first: 30000, last: 32767 } as const
/** Addresses below this offset are left to Services that ask for them. */
const dynamicOffset = 16

/** Gives a Service what it lacks. Throws 422 where an address or port it asks for is taken. */
export function allocate(
  object: JsonObject,
  _old: JsonObject | undefined,
  context: StrategyContext,
): JsonObject {
  if (context.subresource) return object
  const draft = copyObject(object)
  const spec = ensure(draft, 'spec')
  if (textAt(spec, 'type') === 'ExternalName') return draft
  const others = otherServices(draft, context)
  const name = textAt(objectAt(draft, 'metadata'), 'name')
  giveAddress(spec, others, name)
  giveFamilies(spec)
  givePorts(spec, others, name)
  return draft
}

function otherServices(service: JsonObject, { services, namespace }: StrategyContext): readonly JsonObject[] {
  const name = textAt(objectAt(service, 'metadata'), 'name')
  return services.store
    .list('services')
    .filter(stored => stored.name !== name || stored.namespace !== namespace)
    .map(stored => objectAt(stored.object, 'spec'))
}

function giveAddress(spec: Draft, others: readonly JsonObject[], name: string): void {
  const asked = textAt(spec, 'clusterIP')
  if (asked === 'None') return
  const taken = new Set(others.flatMap(other => textsAt(other, 'clusterIPs')))
  const refuse = (why: string) =>
    invalidObject({ group: '', kind: 'Service' }, name, [
      invalid('spec.clusterIPs', textsAt(spec, 'clusterIPs'), `failed to allocate IP ${asked}: ${why}`),
    ])
  if (asked) {
    if (!isInRange(asked)) throw refuse('the provided network does not match the current range')
    if (taken.has(asked)) throw refuse('provided IP is already allocated')
    return
  }
  const address = freeAddress(taken)
  if (address === undefined) throw refuse('range is full')
  spec['clusterIP'] = address
  spec['clusterIPs'] = [address]
}

function isInRange(address: string): boolean {
  const range = parseCidr(serviceRange)
  const one = parseCidr(`${address}/32`)
  if (!range || !one || !isStrictSubset(one, range)) return false
  const last = Number(addressBits(address) & 255n)
  return last > 0 && last < 255
}

function freeAddress(taken: ReadonlySet<string>): string | undefined {
  const prefix = serviceRange.slice(0, serviceRange.lastIndexOf('.'))
  const free = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `${prefix}.${from + i}`).filter(each => !taken.has(each))
  const candidates = free(dynamicOffset, 255)
  const all = candidates.length > 0 ? candidates : free(2, dynamicOffset)
  return all.length > 0 ? all[randomInt(all.length)] : undefined
}

/** This server has IPv4 only; a headless Service without selector leaves the families to its endpoints. */
function giveFamilies(spec: Draft): void {
  const dual = textAt(spec, 'clusterIP') === 'None' && Object.keys(objectAt(spec, 'selector')).length === 0
  spec['ipFamilyPolicy'] ??= dual ? 'RequireDualStack' : 'SingleStack'
  if (textsAt(spec, 'ipFamilies').length === 0) spec['ipFamilies'] = dual ? ['IPv4', 'IPv6'] : ['IPv4']
}

function givePorts(spec: Draft, others: readonly JsonObject[], name: string): void {
  const type = textAt(spec, 'type')
  if (type !== 'NodePort' && type !== 'LoadBalancer') return
  const taken = new Set(others.flatMap(portsOf))
  const own = new Set<string>()
  for (const [i, port] of children(spec, 'ports').entries()) {
    const [asked, protocol] = [numberAt(port, 'nodePort') ?? 0, textAt(port, 'protocol')]
    if (asked !== 0) {
      refuseTakenPort({ asked, protocol, taken, name, field: `spec.ports[${i}].nodePort` })
      own.add(`${protocol}/${asked}`)
    } else if (type === 'NodePort' || spec['allocateLoadBalancerNodePorts'] !== false) {
      const shared = samePortOf(spec, port)
      const number = shared ?? freePort(new Set([...taken, ...own]), protocol)
      port['nodePort'] = number
      own.add(`${protocol}/${number}`)
    }
  }
  const needsHealth = type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local'
  if (!needsHealth) return
  const asked = numberAt(spec, 'healthCheckNodePort') ?? 0
  const health = { asked, protocol: 'TCP', taken, name, field: 'spec.healthCheckNodePort' }
  if (asked === 0) spec['healthCheckNodePort'] = freePort(new Set([...taken, ...own]), 'TCP')
  else refuseTakenPort(health)
}

/** Two protocols of one port number share a node port. */
function samePortOf(spec: JsonObject, port: JsonObject): number | undefined {
  const twin = objectsAt(spec, 'ports').find(
    each => each !== port && each['port'] === port['port'] && each['protocol'] !== port['protocol'],
  )
  return twin && numberAt(twin, 'nodePort')
}

function portsOf(spec: JsonObject): readonly string[] {
  const health = numberAt(spec, 'healthCheckNodePort')
  const ports = objectsAt(spec, 'ports').flatMap(port => {
    const number = numberAt(port, 'nodePort')
    return number ? [`${textAt(port, 'protocol')}/${number}`] : []
  })
  return health ? [...ports, `TCP/${health}`] : ports
}

function refuseTakenPort(check: {
  readonly asked: number
  readonly protocol: string
  readonly taken: ReadonlySet<string>
  readonly name: string
  readonly field: string
}): void {
  const { asked, protocol, taken, name, field } = check
  const refuse = (why: string) =>
    invalidObject({ group: '', kind: 'Service' }, name, [invalid(field, asked, why)])
  if (asked < nodePorts.first || asked > nodePorts.last) {
    throw refuse(
      `provided port is not in the valid range. The range of valid ports is ${nodePorts.first}-${nodePorts.last}`,
    )
  }
  if (taken.has(`${protocol}/${asked}`)) throw refuse('provided port is already allocated')
}

function freePort(taken: ReadonlySet<string>, protocol: string): number {
  const size = nodePorts.last - nodePorts.first + 1
  const start = randomInt(size)
  for (let i = 0; i < size; i++) {
    const port = nodePorts.first + ((start + i) % size)
    if (!taken.has(`${protocol}/${port}`)) return port
  }
  throw invalidObject({ group: '', kind: 'Service' }, '', [
    invalid('spec.ports', '', 'failed to allocate a nodePort: range is full'),
  ])
}
