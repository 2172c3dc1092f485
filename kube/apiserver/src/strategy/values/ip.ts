/** IP addresses and ranges as Kubernetes accepts them. @module */
import { isIPv4, isIPv6 } from 'node:net'

export const ipMessage = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
export const cidrMessage = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

/** Whether a text is an IP address; leading zeros are tolerated where `loose`. */
export function isIp(text: string, loose = true): boolean {
  return isIPv4(text) || isIPv6(text) || (loose && isIPv4(withoutZeros(text)))
}

/** What is wrong with an address: it is none, or one that programs read in different ways. */
export function ipErrors(text: string): readonly string[] {
  if (!isIp(text)) return [ipMessage]
  if (!isIp(text, false)) return ['must not have leading 0s']
  return isMapped(text) ? ['must not be an IPv4-mapped IPv6 address'] : []
}

/** Whether an address of version 6 stands for one of version 4. */
function isMapped(text: string): boolean {
  return text.includes(':') && addressBits(text) >> 32n === 0xffffn
}

function withoutZeros(text: string): string {
  return text.replace(/(^|\.)0+(?=\d)/g, '$1')
}

/** A range: the network's bits and how many of them count. */
export interface Cidr {
  readonly family: 4 | 6
  readonly bits: bigint
  readonly length: number
}

/** Parses `10.0.0.0/8`, or gives undefined. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  const address = slash < 0 ? '' : text.slice(0, slash)
  const length = text.slice(slash + 1)
  if (!isIp(address) || !/^\d{1,3}$/.test(length)) return undefined
  const family = address.includes(':') ? 6 : 4
  if (Number(length) > (family === 4 ? 32 : 128)) return undefined
  return { family, bits: addressBits(address), length: Number(length) }
}

/** The address as a number. */
export function addressBits(address: string): bigint {
  if (!address.includes(':')) {
    return withoutZeros(address)
      .split('.')
      .reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
  }
  const mapped = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a, b, c, d) => {
    const pair = (high: string, low: string) => ((Number(high) << 8) | Number(low)).toString(16)
    return `${pair(a, b)}:${pair(c, d)}`
  })
  const [head = '', tail] = mapped.split('::')
  const groups = (part: string) => (part ? part.split(':') : [])
  const left = groups(head)
  const right = tail === undefined ? [] : groups(tail)
  const middle = tail === undefined ? [] : Array(8 - left.length - right.length).fill('0')
  return [...left, ...middle, ...right].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n)
}

/** Whether `inner` lies within `outer` and is smaller. */
export function isStrictSubset(inner: Cidr, outer: Cidr): boolean {
  if (inner.family !== outer.family || inner.length <= outer.length) return false
  const width = outer.family === 4 ? 32 : 128
  const shift = BigInt(width - outer.length)
  return inner.bits >> shift === outer.bits >> shift
}
