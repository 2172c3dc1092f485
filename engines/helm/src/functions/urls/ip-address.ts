/** Whether a text is an IPv6 address, perhaps with a zone. */
export function isIpv6(text: string): boolean {
  const [address = '', ...zone] = text.split('%')
  if (zone.length > 0 && zone.join('%') === '') return false
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const hasIpv4 = last.includes('.')
  if (hasIpv4 && !isIpv4(last)) return false
  const count = groups.length + (hasIpv4 ? 1 : 0)
  const isEachHex = (hasIpv4 ? groups.slice(0, -1) : groups).every(group => /^[\da-f]{1,4}$/i.test(group))
  return isEachHex && (halves.length === 2 ? count < 8 : count === 8)
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}
