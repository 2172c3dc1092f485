/** The ranges that Services get addresses and node ports from. @module */
import { isIPv6 } from 'node:net'
import { addressBits, type Cidr, parseCidr } from '../../values/ip.ts'

/** Numbers from first to last; those before `dynamic` are given only where asked for, or nothing else is left. */
export interface Band {
  readonly first: bigint
  readonly dynamic: bigint
  readonly last: bigint
}

export interface ServiceRanges {
  /** `10.0.0.0/24`: the range that the cluster starts with. */
  readonly addresses: string
  /** `30000-32767` */
  readonly nodePorts: string
}

export const defaultRanges: ServiceRanges = { addresses: '10.0.0.0/24', nodePorts: '30000-32767' }

/** Ranges as flags give them. @throws RangeError that says what is wrong */
export function readRanges(addresses?: string, nodePorts?: string): ServiceRanges {
  const ranges = {
    addresses: addresses || defaultRanges.addresses,
    nodePorts: nodePorts || defaultRanges.nodePorts,
  }
  const cidr = parseCidr(ranges.addresses)
  if (!cidr || !isNetwork(cidr))
    throw new RangeError(`cannot use service range '${addresses}': want one such as 10.0.0.0/24`)
  const least = widthOf(cidr) - 3
  if (cidr.length > least)
    throw new RangeError(`cannot use service range '${addresses}': want /${least} or larger`)
  const { first, last } = portBand(ranges.nodePorts)
  if (first < 1n || last > 65535n || first > last) {
    throw new RangeError(`cannot use node ports '${nodePorts}': want a range such as 30000-32767`)
  }
  return ranges
}

const widthOf = ({ family }: Cidr) => (family === 4 ? 32 : 128)

/** Whether a range has no bits beyond its prefix. */
export const isNetwork = (cidr: Cidr): boolean => networkOf(cidr) === cidr.bits

function networkOf(cidr: Cidr): bigint {
  const shift = BigInt(widthOf(cidr) - cidr.length)
  return (cidr.bits >> shift) << shift
}

/** The addresses of a range that can be given: not the network's own and, of IPv4, not the broadcast address. */
export function addressBand(cidr: Cidr): Band {
  const size = 1n << BigInt(widthOf(cidr) - cidr.length)
  const first = networkOf(cidr) + 1n
  const last = networkOf(cidr) + size - (cidr.family === 4 ? 2n : 1n)
  return { first, dynamic: first + reserved(size, { least: 16n, most: 256n, part: 16n }), last }
}

/** The node ports of a range. */
export function portBand(text: string): Band {
  const [, from = '0', to = '-1'] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? []
  const [first, last] = [BigInt(from), BigInt(to)]
  const size = last - first + 1n
  return {
    first,
    dynamic: first + (size === 16n ? 0n : reserved(size, { least: 16n, most: 128n, part: 32n })),
    last,
  }
}

function reserved(
  size: bigint,
  to: { readonly least: bigint; readonly most: bigint; readonly part: bigint },
): bigint {
  if (size < to.least) return 0n
  const wanted = size / to.part
  if (wanted < to.least) return to.least
  if (wanted > to.most) return to.most
  return wanted
}

/** An address by its number. */
export function addressText(bits: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map(shift => (bits >> shift) & 255n).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => (bits >> BigInt(112 - 16 * i)) & 0xffffn)
  const { from, length } = longestZeros(groups)
  const text = (part: readonly bigint[]) => part.map(group => group.toString(16)).join(':')
  // RFC 5952 §4.2: of two zero groups or more the first longest run is left out.
  return length < 2 ? text(groups) : `${text(groups.slice(0, from))}::${text(groups.slice(from + length))}`
}

function longestZeros(groups: readonly bigint[]): { readonly from: number; readonly length: number } {
  let best = { from: 0, length: 0 }
  for (const [from, group] of groups.entries()) {
    if (group !== 0n) continue
    const end = groups.findIndex((each, i) => i > from && each !== 0n)
    const length = (end < 0 ? groups.length : end) - from
    if (length > best.length) best = { from, length }
  }
  return best
}

/** The first address of a range: that of the API server. */
export function firstAddress(range: string): string {
  const cidr = parseCidr(range)
  return cidr ? addressText(addressBand(cidr).first, cidr.family) : ''
}

/** Whether an address lies in the band of a range. */
export function isInBand(address: string, cidr: Cidr): boolean {
  if ((isIPv6(address) ? 6 : 4) !== cidr.family) return false
  const { first, last } = addressBand(cidr)
  const bits = addressBits(address)
  return bits >= first && bits <= last
}
