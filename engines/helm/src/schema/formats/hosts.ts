import { goBytes, quoteString } from '@sluice/gotemplate'
import { isIpv6 } from '../../functions/urls/ip-address.ts'
import { quoted } from './identifiers.ts'

/** What is wrong with a text that has to be an IPv4 address. */
export function checkIpv4(text: string): string | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return 'expected four decimals'
  for (const part of parts) {
    if (part.length > 1 && part.startsWith('0')) return 'leading zeros'
    if (!/^[-+]?[0-9]+$/.test(part)) return `strconv.Atoi: parsing ${quoteString(part)}: invalid syntax`
    if (Number(part) < 0 || Number(part) > 255) return 'decimal must be between 0 and 255'
  }
  return undefined
}

/** What is wrong with a text that has to be an IPv6 address. */
export function checkIpv6(text: string): string | undefined {
  if (!text.includes(':')) return 'missing colon'
  if (!isIpv6(text)) return `ParseAddr(${quoteString(text)}): unable to parse IP`
  return text.includes('%') ? 'zone id is not a part of ipv6 address' : undefined
}

/** What is wrong with a text that has to be the name of a host. */
export function checkHostname(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  if (byteCount(name) > 253) return 'more than 253 characters long'
  for (const label of name.split('.')) {
    const length = byteCount(label)
    if (length < 1 || length > 63) return 'label must be 1 to 63 characters long'
    if (label.startsWith('-')) return 'label starts with hyphen'
    if (label.endsWith('-')) return 'label ends with hyphen'
    const bad = /[^a-zA-Z0-9-]/u.exec(label)
    if (bad) return `invalid character ${quoted(bad[0])}`
  }
  return undefined
}

/** What is wrong with a text that has to be a mail address. */
export function checkEmail(text: string): string | undefined {
  if (byteCount(text) > 254) return 'more than 255 characters long'
  const at = text.lastIndexOf('@')
  if (at < 0) return 'missing @'
  const local = text.slice(0, at)
  if (byteCount(local) > 64) return 'local part more than 64 characters long'
  return checkLocalPart(local) ?? checkMailDomain(text.slice(at + 1))
}

function checkLocalPart(local: string): string | undefined {
  if (local.length > 1 && local.startsWith('"')) {
    const isPlain = !/[\\"]/.test(local.slice(1, -1))
    return isPlain ? undefined : 'backslash and quote are not allowed within quoted local part'
  }
  if (local.startsWith('.')) return 'starts with dot'
  if (local.endsWith('.')) return 'ends with dot'
  if (local.includes('..')) return 'consecutive dots'
  const bad = /[^a-zA-Z0-9.!#$%&'*+\-/=?^_`{|}~]/u.exec(local)
  return bad ? `invalid character ${quoted(bad[0])}` : undefined
}

function checkMailDomain(domain: string): string | undefined {
  if (domain.startsWith('[') && domain.endsWith(']')) {
    const address = domain.slice(1, -1)
    if (address.startsWith('IPv6:')) return about('invalid ipv6 address', checkIpv6(address.slice(5)))
    return about('invalid ipv4 address', checkIpv4(address))
  }
  return about('invalid domain', checkHostname(domain))
}

function about(what: string, reason: string | undefined): string | undefined {
  return reason && `${what}: ${reason}`
}

function byteCount(text: string): number {
  return goBytes(text).length
}
