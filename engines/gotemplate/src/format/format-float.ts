import { partsOf } from './binary-float.ts'

/** Go's `strconv.FormatFloat` for the letters `e`, `f` and `g`; precision -1 is as many digits as it takes. */
export function formatFloat(value: number, letter: 'e' | 'f' | 'g', precision: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return sign + formatPositive(Math.abs(value), letter, precision)
}

/** Decimal digits, and where the point stands in them. */
interface Decimal {
  readonly digits: string
  readonly point: number
}

function formatPositive(value: number, letter: 'e' | 'f' | 'g', precision: number): string {
  const isShortest = precision < 0
  switch (letter) {
    case 'e': {
      const decimal = isShortest ? shortest(value) : rounded(value, () => precision + 1)
      return exponential(decimal, isShortest ? decimal.digits.length - 1 : precision)
    }
    case 'f':
      if (isShortest) return plain(shortest(value), 0)
      return plain(
        rounded(value, point => point + precision),
        precision,
      )
    case 'g':
      return general(value, precision)
  }
}

/** An exponent is written below -4 and from the precision on, which for the shortest form counts as 6. */
function general(value: number, precision: number): string {
  const isShortest = precision < 0
  const wanted = precision === 0 ? 1 : precision
  const decimal = isShortest ? shortest(value) : trimmed(rounded(value, () => wanted))
  const { digits, point } = decimal
  let limit = isShortest ? 6 : wanted
  if (!isShortest && limit > digits.length && digits.length >= point) limit = digits.length
  const exponent = value === 0 ? 0 : point - 1
  if (exponent < -4 || exponent >= limit) return exponential(decimal, digits.length - 1)
  return plain(decimal, 0)
}

function shortest(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 }
}

function trimmed({ digits, point }: Decimal): Decimal {
  return { digits: digits.replace(/0+$/, '') || '0', point }
}

/** All digits of a float, of which there may be hundreds. */
function exact(value: number): Decimal {
  const { mantissa, exponent } = partsOf(value)
  if (mantissa === 0n) return { digits: '0', point: 1 }
  if (exponent >= 0) {
    const digits = (mantissa << BigInt(exponent)).toString()
    return { digits, point: digits.length }
  }
  const digits = (mantissa * 5n ** BigInt(-exponent)).toString()
  return { digits, point: digits.length + exponent }
}

/** The first digits; a half is rounded to the even neighbour, as JavaScript does not. */
function rounded(value: number, countFor: (point: number) => number): Decimal {
  const { digits, point } = exact(value)
  const count = countFor(point)
  if (count >= digits.length) return { digits, point }
  if (count < 0) return { digits: '0', point: 1 }
  const kept = digits.slice(0, count)
  const next = digits.charCodeAt(count) - 0x30
  const isHalf = next === 5 && /^0*$/.test(digits.slice(count + 1))
  const isOdd = count > 0 && (kept.charCodeAt(count - 1) & 1) === 1
  if (next < 5 || (isHalf && !isOdd)) return kept === '' ? { digits: '0', point: 1 } : { digits: kept, point }
  const raised = (BigInt(kept || '0') + 1n).toString()
  return { digits: raised.padStart(count, '0'), point: raised.length > count ? point + 1 : point }
}

/** Decimal digits without an exponent, with at least so many after the point. */
function plain({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const after = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits
  const isZero = /^0*$/.test(digits)
  const fraction = isZero ? '0'.repeat(places) : after.padEnd(places, '0')
  return fraction === '' ? whole : `${whole}.${fraction}`
}

/** Go writes an exponent with a sign and at least two digits. */
function exponential({ digits, point }: Decimal, places: number): string {
  const isZero = /^0*$/.test(digits)
  const power = isZero ? 0 : point - 1
  const fraction = digits.slice(1, places + 1).padEnd(places, '0')
  const shown = String(Math.abs(power)).padStart(2, '0')
  return `${digits.charAt(0)}${fraction && `.${fraction}`}e${power < 0 ? '-' : '+'}${shown}`
}
