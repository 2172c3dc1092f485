/** IP addresses as Go's `netip` reads and writes them. @module */

/** An address without zone. */
export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

export type ParsedAddress =
  | { readonly type: 'address'; readonly address: Address; readonly zone: string }
  /** In the words of `netip.ParseAddr`. */
  | { readonly type: 'error'; readonly message: string }

class AddressError extends Error {}

const at = (message: string, rest: string) => new AddressError(`${message} (at ${JSON.stringify(rest)})`)

/** Reads an address of either family. */
export function parseAddress(source: string): ParsedAddress {
  try {
    const { address, zone } = read(source)
    return { type: 'address', address, zone }
  } catch (error) {
    if (!(error instanceof AddressError)) throw error
    return { type: 'error', message: `ParseAddr(${JSON.stringify(source)}): ${error.message}` }
  }
}

function read(source: string): { address: Address; zone: string } {
  switch (/[.:%]/.exec(source)?.[0]) {
    case '.':
      return { address: { bits: 32, value: readIpv4(source) }, zone: '' }
    case ':':
      return readWithZone(source)
    case '%':
      throw new AddressError('missing IPv6 address')
    default:
      throw new AddressError('unable to parse IP')
  }
}

function readIpv4(source: string): bigint {
  let value = 0n
  let dots = 0
  let octet = ''
  for (const [i, char] of [...source].entries()) {
    const rest = () => [...source].slice(i).join('')
    if (char >= '0' && char <= '9') {
      if (octet === '0') throw new AddressError('IPv4 field has octet with leading zero')
      octet += char
      if (Number(octet) > 255) throw new AddressError('IPv4 field has value >255')
    } else if (char === '.') {
      if (octet === '' || rest() === '.') throw at('IPv4 field must have at least one digit', rest())
      if (dots === 3) throw new AddressError('IPv4 address too long')
      value = value * 256n + BigInt(octet)
      dots++
      octet = ''
    } else {
      throw at('unexpected character', rest())
    }
  }
  if (dots < 3) throw new AddressError('IPv4 address too short')
  return value * 256n + BigInt(octet)
}

function readWithZone(source: string): { address: Address; zone: string } {
  const percent = source.indexOf('%')
  const zone = percent < 0 ? '' : source.slice(percent + 1)
  if (percent >= 0 && zone === '') throw new AddressError('zone must be a non-empty string')
  const value = readIpv6(percent < 0 ? source : source.slice(0, percent))
  return { address: { bits: 128, value }, zone }
}

/** Sixteen-bit groups; `gap` is where `::` stood. */
interface Groups {
  readonly found: bigint[]
  gap: number | undefined
}

function readIpv6(source: string): bigint {
  const groups: Groups = { found: [], gap: source.startsWith('::') ? 0 : undefined }
  let rest = groups.gap === 0 ? source.slice(2) : source
  if (rest === '' && groups.gap === 0) return 0n
  while (groups.found.length < 8) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? ''
    if (digits.length > 4) throw at('each group must have 4 or less digits', rest)
    if (digits === '') throw at('each colon-separated field must have at least one digit', rest)
    if (rest[digits.length] === '.') {
      addEmbedded(rest, groups)
      rest = ''
      break
    }
    groups.found.push(BigInt(`0x${digits}`))
    rest = afterSeparator(rest.slice(digits.length), groups)
    if (rest === '') break
  }
  if (rest !== '') throw at('trailing garbage after address', rest)
  return joinGroups(groups)
}

/** The last two groups may be an IPv4 address. */
function addEmbedded(rest: string, { found, gap }: Groups): void {
  if (gap === undefined && found.length !== 6)
    throw at('embedded IPv4 address must replace the final 2 fields of the address', rest)
  if (found.length > 6)
    throw at('too many hex fields to fit an embedded IPv4 at the end of the address', rest)
  const value = readIpv4(rest)
  found.push(value >> 16n, value & 0xffffn)
}

function afterSeparator(rest: string, groups: Groups): string {
  if (rest === '') return ''
  if (rest[0] !== ':') throw at('unexpected character, want colon', rest)
  if (rest.length === 1) throw at('colon must be followed by more characters', rest)
  if (rest[1] !== ':') return rest.slice(1)
  if (groups.gap !== undefined) throw at('multiple :: in address', rest.slice(1))
  groups.gap = groups.found.length
  return rest.slice(2)
}

function joinGroups({ found, gap }: Groups): bigint {
  const missing = 8 - found.length
  if (missing > 0 && gap === undefined) throw new AddressError('address string too short')
  if (missing === 0 && gap !== undefined)
    throw new AddressError('the :: must expand to at least one field of zeros')
  const start = gap ?? found.length
  const all = [...found.slice(0, start), ...Array.from({ length: missing }, () => 0n), ...found.slice(start)]
  return all.reduce((value, group) => value * 65536n + group, 0n)
}

/** Hex groups, the longest run of two or more zero groups left out. */
export function formatAddress({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 0xffn).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - i * 16)) & 0xffffn).toString(16))
  let best = { start: -1, length: 1 }
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (groups[start + length] === '0') length++
    if (length > best.length) best = { start, length }
  }
  if (best.start < 0) return groups.join(':')
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`
}
