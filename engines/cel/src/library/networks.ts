import { global, type Library, member, text } from '../functions.ts'
import { boolType, intType, opaqueType, stringType } from '../types.ts'
import { EvaluationError, Opaque, type Value } from '../values.ts'
import { printable } from './conversions.ts'
import { type Address, formatAddress, parseAddress } from './ip-address.ts'

export const ipType = opaqueType('net.IP')
export const cidrType = opaqueType('net.CIDR')

class Ip extends Opaque {
  readonly typeName = 'net.IP'
  readonly address: Address

  constructor(address: Address) {
    super()
    this.address = address
  }

  equals(other: Opaque): boolean {
    return other instanceof Ip && sameAddress(other.address, this.address)
  }

  toText(): string {
    return formatAddress(this.address)
  }

  override get size(): number {
    return this.address.bits / 8
  }
}

class Cidr extends Opaque {
  readonly typeName = 'net.CIDR'
  readonly address: Address
  readonly length: number

  constructor(address: Address, length: number) {
    super()
    this.address = address
    this.length = length
  }

  equals(other: Opaque): boolean {
    return other instanceof Cidr && other.length === this.length && sameAddress(other.address, this.address)
  }

  toText(): string {
    return `${formatAddress(this.address)}/${this.length}`
  }

  override get size(): number {
    return Math.ceil(this.length / 8)
  }
}

const sameAddress = (a: Address, b: Address) => a.bits === b.bits && a.value === b.value

const isMapped = (address: Address) => address.bits === 128 && address.value >> 32n === 0xffffn

function parseIp(source: string): Ip {
  const quoted = JSON.stringify(source)
  const parsed = parseAddress(source)
  if (parsed.type === 'error') {
    throw new EvaluationError(
      `IP Address ${quoted} parse error during conversion from string: ${parsed.message}`,
    )
  }
  const { address, zone } = parsed
  if (zone !== '') throw new EvaluationError(`IP address ${quoted} with zone value is not allowed`)
  if (isMapped(address)) throw new EvaluationError(`IPv4-mapped IPv6 address ${quoted} is not allowed`)
  return new Ip(address)
}

const cidrProblem = 'network address parse error during conversion from string:'

function parseCidr(source: string): Cidr {
  // Kubernetes says it twice, once for each of two functions that the error passes.
  const fail = (why: string) =>
    new EvaluationError(`${cidrProblem} ${cidrProblem} netip.ParsePrefix(${JSON.stringify(source)}): ${why}`)
  const slash = source.lastIndexOf('/')
  if (slash < 0) throw fail("no '/'")
  const parsed = parseAddress(source.slice(0, slash))
  if (parsed.type === 'error') throw fail(parsed.message)
  const { address, zone } = parsed
  if (zone !== '') throw fail('IPv6 zones cannot be present in a prefix')
  const bits = source.slice(slash + 1)
  if (!/^(?:\d|[1-9]\d*)$/.test(bits)) throw fail(`bad bits after slash: ${JSON.stringify(bits)}`)
  if (Number(bits) > address.bits) throw fail('prefix length out of range')
  if (isMapped(address)) {
    throw new EvaluationError(
      `${cidrProblem} IPv4-mapped IPv6 address ${JSON.stringify(source)} is not allowed`,
    )
  }
  return new Cidr(address, Number(bits))
}

function succeeds(run: () => unknown): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (error instanceof EvaluationError) return false
    throw error
  }
}

/** Kubernetes: text that is no address is an argument of the wrong type here. */
function readIp(value: Value | undefined): Ip {
  try {
    return parseIp(text(value))
  } catch (error) {
    throw error instanceof EvaluationError ? new EvaluationError('no such overload') : error
  }
}

function ip(value: Value | undefined): Ip {
  if (value instanceof Ip) return value
  throw new EvaluationError('no such overload')
}

function cidr(value: Value | undefined): Cidr {
  if (value instanceof Cidr) return value
  throw new EvaluationError('no such overload')
}

function masked({ address, length }: Cidr): Cidr {
  const host = BigInt(address.bits - length)
  return new Cidr({ bits: address.bits, value: (address.value >> host) << host }, length)
}

function containsIp(network: Cidr, { address }: Ip): boolean {
  const host = BigInt(network.address.bits - network.length)
  return address.bits === network.address.bits && address.value >> host === network.address.value >> host
}

function containsCidr(network: Cidr, other: Cidr): boolean {
  return other.length >= network.length && containsIp(network, new Ip(other.address))
}

const isV4 = (address: Address) => address.bits === 32
const top = (address: Address, bits: number) => address.value >> BigInt(address.bits - bits)

function isLoopback({ address }: Ip): boolean {
  return isV4(address) ? top(address, 8) === 127n : address.value === 1n
}
function isLinkLocalMulticast({ address }: Ip): boolean {
  return isV4(address) ? top(address, 24) === 0xe00000n : (top(address, 16) & 0xff0fn) === 0xff02n
}
function isLinkLocalUnicast({ address }: Ip): boolean {
  return isV4(address) ? top(address, 16) === 0xa9fen : top(address, 10) === 0x3fan
}
function isGlobalUnicast(value: Ip): boolean {
  const { address } = value
  const isMulticast = isV4(address) ? top(address, 4) === 0xen : top(address, 8) === 0xffn
  const isBroadcast = isV4(address) && address.value === 0xffffffffn
  return (
    address.value !== 0n && !isBroadcast && !isLoopback(value) && !isMulticast && !isLinkLocalUnicast(value)
  )
}

const predicate = (id: string, holds: (value: Ip) => boolean) =>
  member(id, [ipType], boolType, value => holds(ip(value)))

/** Kubernetes' functions on IP addresses and networks. */
export const networks: Library = {
  ip: [
    global('string_to_ip', [stringType], ipType, source => parseIp(text(source))),
    member('cidr_ip', [cidrType], ipType, value => new Ip(cidr(value).address)),
  ],
  isIP: [global('is_ip', [stringType], boolType, source => succeeds(() => parseIp(text(source))))],
  'ip.isCanonical': [
    global(
      'ip_is_canonical',
      [stringType],
      boolType,
      source => parseIp(text(source)).toText() === text(source),
    ),
  ],
  family: [member('ip_family', [ipType], intType, value => (isV4(ip(value).address) ? 4n : 6n))],
  isUnspecified: [predicate('ip_is_unspecified', ({ address }) => address.value === 0n)],
  isLoopback: [predicate('ip_is_loopback', isLoopback)],
  isLinkLocalMulticast: [predicate('ip_is_link_local_multicast', isLinkLocalMulticast)],
  isLinkLocalUnicast: [predicate('ip_is_link_local_unicast', isLinkLocalUnicast)],
  isGlobalUnicast: [predicate('ip_is_global_unicast', isGlobalUnicast)],
  string: [
    global('ip_to_string', [ipType], stringType, printable),
    global('cidr_to_string', [cidrType], stringType, printable),
  ],
  cidr: [global('string_to_cidr', [stringType], cidrType, source => parseCidr(text(source)))],
  isCIDR: [global('is_cidr', [stringType], boolType, source => succeeds(() => parseCidr(text(source))))],
  containsIP: [
    member('cidr_contains_ip_string', [cidrType, stringType], boolType, (network, address) =>
      containsIp(cidr(network), readIp(address)),
    ),
    member('cidr_contains_ip_ip', [cidrType, ipType], boolType, (network, address) =>
      containsIp(cidr(network), ip(address)),
    ),
  ],
  containsCIDR: [
    member('cidr_contains_cidr_string', [cidrType, stringType], boolType, (network, other) =>
      containsCidr(cidr(network), parseCidr(text(other))),
    ),
    member('cidr_contains_cidr', [cidrType, cidrType], boolType, (network, other) =>
      containsCidr(cidr(network), cidr(other)),
    ),
  ],
  masked: [member('cidr_masked', [cidrType], cidrType, value => masked(cidr(value)))],
  prefixLength: [member('cidr_prefix_length', [cidrType], intType, value => BigInt(cidr(value).length))],
}
