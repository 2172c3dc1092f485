/**
 * The string formats that a schema may ask for, by name without dashes. A format that is not listed checks nothing.
 *
 * Kubernetes takes its checks from go-openapi and govalidator; their leniencies (`010.0.0.1` is an IPv4 address)
 * are kept because stored objects rely on them.
 * @module
 */

/** Whether the format is one that a schema's type gives a meaning to; others are ignored with a warning. */
export function isKnownFormat(type: string | undefined, format: string): boolean {
  switch (type) {
    case undefined:
    case 'string':
      return checks.has(normalized(format))
    case 'integer':
      return format === 'int32' || format === 'int64'
    case 'number':
      return format === 'float' || format === 'double'
    default:
      return false
  }
}

/** Whether text is of a format; true for formats that are not known. */
export function hasFormat(format: string, text: string): boolean {
  return checks.get(normalized(format))?.(text) ?? true
}

function normalized(format: string): string {
  return format.replaceAll('-', '')
}

const byPattern = (pattern: RegExp) => (text: string) => pattern.test(text)

const shortName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const longName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const hostname =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/
const creditCard =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11}|6[27][0-9]{14})$/
const rgb =
  /^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$/

const checks: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['bsonobjectid', byPattern(/^[0-9a-fA-F]{24}$/)],
  ['uri', isRequestUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', isIpv4],
  ['ipv6', isIpv6],
  ['cidr', isCidr],
  ['mac', isMac],
  ['uuid', byPattern(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i)],
  ['uuid3', byPattern(/^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i)],
  ['uuid4', byPattern(/^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i)],
  ['uuid5', byPattern(/^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i)],
  ['isbn', text => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', byPattern(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/)],
  ['hexcolor', byPattern(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ['rgbcolor', byPattern(rgb)],
  ['byte', byPattern(base64)],
  ['password', () => true],
  ['date', isDate],
  ['duration', isDuration],
  ['datetime', isDateTime],
  ['k8sshortname', text => text.length <= 63 && shortName.test(text)],
  ['k8slongname', text => text.length <= 253 && longName.test(text)],
])

function isRequestUri(text: string): boolean {
  if (text === '' || /[\x00-\x20\x7f]/.test(text)) return false
  if (text.startsWith('/')) return !/%(?![0-9a-fA-F]{2})/.test(text)
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text)
  if (!scheme) return false
  const rest = scheme[2] ?? ''
  return rest !== '' && !/%(?![0-9a-fA-F]{2})/.test(rest.replace(/^\/\/[^/?#]*/, ''))
}

function isEmail(text: string): boolean {
  const address = /^(?:[^<>]*<)?([^<>@\s]+|"[^"]*")@([^<>@\s]+|\[[^\]]*\])>?$/.exec(text.trim())
  if (!address) return false
  return text.includes('<') === text.includes('>') && !(address[1] ?? '').match(/(^\.|\.$|\.\.|[,:;[\]])/)
}

function isHostname(text: string): boolean {
  if (!hostname.test(text) || new TextEncoder().encode(text).length > 255) return false
  return text.split('.').every(label => new TextEncoder().encode(label).length <= 63)
}

/** go-openapi: octets may have leading zeros. */
function isIpv4(text: string): boolean {
  const octets = text.split('.')
  return octets.length === 4 && octets.every(octet => /^\d{1,3}$/.test(octet) && Number(octet) <= 255)
}

function isStrictIpv4(text: string): boolean {
  return isIpv4(text) && text.split('.').every(octet => octet === '0' || !octet.startsWith('0'))
}

/** Whether text is an IPv6 address, possibly ending in an IPv4 one. */
export function isIpv6(text: string): boolean {
  if (!text.includes(':')) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.map(half => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1)?.at(-1) ?? ''
  const embedded = last.includes('.')
  if (embedded && !isStrictIpv4(last)) return false
  const all = groups.flat()
  const plain = embedded ? all.slice(0, -1) : all
  if (!plain.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const count = plain.length + (embedded ? 2 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}

function isCidr(text: string): boolean {
  const parts = text.split('/')
  const [address = '', bits = ''] = parts
  if (parts.length !== 2 || !/^\d{1,3}$/.test(bits)) return false
  if (isIpv4(address)) return Number(bits) <= 32
  return isIpv6(address) && Number(bits) <= 128
}

function isMac(text: string): boolean {
  const byColon = /^[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2}(?:\1[0-9a-fA-F]{2})*)$/.test(text)
  const byDot = /^[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4})+$/.test(text)
  if (!byColon && !byDot) return false
  const bytes = text.replace(/[^0-9a-fA-F]/g, '').length / 2
  return bytes === 6 || bytes === 8 || bytes === 20
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '')
  if (!/^(?:[0-9]{9}X|[0-9]{10})$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < 9; i++) sum += (i + 1) * Number(digits[i])
  sum += digits[9] === 'X' ? 100 : 10 * Number(digits[9])
  return sum % 11 === 0
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '')
  if (!/^[0-9]{13}$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < 12; i++) sum += (i % 2 === 0 ? 1 : 3) * Number(digits[i])
  return (10 - (sum % 10)) % 10 === Number(digits[12])
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, '')
  if (!creditCard.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}

const daysOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** Whether text is a calendar day such as `2024-02-29`. */
export function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!parts) return false
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year === 0 ? 2000 : year, month)
}

/** Whether text is a point in time as RFC 3339 writes it; `T` and `Z` may be lower case. */
export function isDateTime(text: string): boolean {
  const parts = /^([^t]{10,})t(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(text.toLowerCase())
  if (!parts || text.length < 4) return false
  const [hour, minute, second] = parts.slice(2, 5).map(Number) as [number, number, number]
  return isDate(parts[1] ?? '') && hour <= 23 && minute <= 59 && second <= 59
}

const durationUnits = [
  ['ns', 'nano'],
  ['us', 'µs', 'micro'],
  ['ms', 'milli'],
  ['s', 'sec'],
  ['m', 'min'],
  ['h', 'hr', 'hour'],
  ['d', 'day'],
  ['w', 'wk', 'week'],
]

/** Go's duration text, or Scala's (`22 ns`, `3 weeks`). */
function isDuration(text: string): boolean {
  if (/^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true
  for (const [, unit = ''] of text.matchAll(/\d+\s*([A-Za-zµ]+)/g)) {
    if (isDurationUnit(unit.toLowerCase())) return true
  }
  return false
}

function isDurationUnit(unit: string): boolean {
  return durationUnits.some(variants =>
    variants.some(
      (variant, i) => unit === variant || (i === variants.length - 1 && unit.startsWith(variant)),
    ),
  )
}
