import { isIp } from './ip.ts'

/** Warnings of an address that is not written as it should be. */
export function ipWarnings(ip: string, field: string): readonly string[] {
  if (!ip.includes(':') || !isIp(ip)) return []
  const mapped = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped) return [`${field}: non-standard IP address "${ip}" is invalid: use "${mapped[1]}"`]
  const canonical = new URL(`http://[${ip}]`).hostname.slice(1, -1)
  if (canonical === ip) return []
  return [`${field}: IPv6 address "${ip}" should be in RFC 5952 canonical format ("${canonical}")`]
}
