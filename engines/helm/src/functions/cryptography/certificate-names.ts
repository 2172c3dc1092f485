import { type GoList, printValue } from '@sluice/gotemplate'

/** The bytes of every IP address in a list. @throws Error for what is none */
export function readAddresses(list: GoList | null): Uint8Array[] {
  return (list ?? []).map(item => {
    if (typeof item !== 'string') throw new Error(`error parsing ip: ${printValue(item)} is not a string`)
    const bytes = parseAddress(item)
    if (!bytes) throw new Error(`error parsing ip: ${item}`)
    return bytes
  })
}

/** The names in a list. @throws Error for what is no string */
export function readDnsNames(list: GoList | null): string[] {
  return (list ?? []).map(item => {
    if (typeof item === 'string') return item
    throw new Error(`error processing alternate dns name: ${printValue(item)} is not a string`)
  })
}

/** Four or sixteen bytes; an IPv4 address in IPv6's form is one of four. */
function parseAddress(text: string): Uint8Array | undefined {
  const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text)
  if (!bytes) return undefined
  const isMapped =
    bytes.length === 16 &&
    bytes.slice(0, 10).every(byte => byte === 0) &&
    bytes[10] === 255 &&
    bytes[11] === 255
  return Uint8Array.from(isMapped ? bytes.slice(12) : bytes)
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.')
  if (
    parts.length !== 4 ||
    !parts.every(part => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)
  ) {
    return undefined
  }
  return parts.map(Number)
}

function parseIpv6(text: string): number[] | undefined {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const before = parseGroups(head, tail === undefined)
  const after = tail === undefined ? [] : parseGroups(tail, true)
  if (!before || !after) return undefined
  const missing = 16 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  return [...before, ...new Array<number>(missing).fill(0), ...after]
}

/** The bytes of groups between colons; the last may be an IPv4 address where it ends the whole. */
function parseGroups(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [i, group] of groups.entries()) {
    const ipv4 = isLast && i === groups.length - 1 ? parseIpv4(group) : undefined
    if (ipv4) bytes.push(...ipv4)
    else if (/^[0-9a-fA-F]{1,4}$/.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255)
    else return undefined
  }
  return bytes
}
