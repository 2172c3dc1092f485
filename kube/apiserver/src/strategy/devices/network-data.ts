/** What the status of a device says of its network interface. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, tooLong } from '../../status/index.ts'
import { addressBits, parseCidr } from '../values/ip.ts'
import { textAt, textsAt } from '../values/read.ts'
import { setErrors } from './checked-lists.ts'

const mostAddresses = 16
const longest = { interfaceName: 256, hardwareAddress: 128 }

/** What is wrong with the data of a network device. */
export function* networkDataErrors(data: JsonObject, at: string): Generator<FieldError> {
  for (const [field, max] of Object.entries(longest)) {
    if (Buffer.byteLength(textAt(data, field)) > max) yield tooLong(`${at}.${field}`, max)
  }
  yield* setErrors(textsAt(data, 'ips'), `${at}.ips`, {
    max: mostAddresses,
    check: interfaceAddressErrors,
    key: address => address,
  })
}

const form = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)'

function* interfaceAddressErrors(text: string, at: string): Generator<FieldError> {
  const range = parseCidr(text)
  if (!range) return yield invalid(at, text, form)
  const canonical = canonicalAddress(text.slice(0, text.indexOf('/')), range.length)
  if (text !== canonical) yield invalid(at, text, `must be in canonical form (${JSON.stringify(canonical)})`)
}

const mapped = 0xffffn

/** The address as Go writes it; one of IPv4 in IPv6 is one of IPv4. */
function canonicalAddress(address: string, length: number): string {
  const bits = addressBits(address)
  if (!address.includes(':')) return `${dotted(bits)}/${length}`
  if (bits >> 32n === mapped) return `${dotted(bits & 0xffffffffn)}/${length > 32 ? length - 96 : length}`
  return `${new URL(`http://[${address}]`).hostname.slice(1, -1)}/${length}`
}

function dotted(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => (bits >> shift) & 0xffn).join('.')
}
