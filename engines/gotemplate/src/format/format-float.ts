/** Go's `strconv.FormatFloat` for the letters `e`, `f` and `g`; precision -1 is as many digits as it takes. */
export function formatFloat(
  value: number,
  letter: 'e' | 'f' | 'g',
  precision: number,
  bigExponent = 6,
): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return sign + formatPositive(Math.abs(value), letter, precision, bigExponent)
}

function formatPositive(
  value: number,
  letter: 'e' | 'f' | 'g',
  precision: number,
  bigExponent: number,
): string {
  if (letter === 'f') return precision < 0 ? plainDigits(value) : fixed(value, precision)
  if (letter === 'e')
    return exponential(precision < 0 ? value.toExponential() : value.toExponential(Math.min(precision, 100)))
  const isShortest = precision < 0
  const scientific = isShortest ? value.toExponential() : value.toExponential(Math.max(precision, 1) - 1)
  const exponent = value === 0 ? 0 : Number(scientific.slice(scientific.indexOf('e') + 1))
  const digits = scientific.slice(0, scientific.indexOf('e')).replace('.', '').replace(/0+$/, '') || '0'
  let limit = isShortest ? bigExponent : Math.max(precision, 1)
  if (!isShortest && limit > digits.length && digits.length >= exponent + 1)
    limit = Math.max(digits.length, 0)
  if (isShortest || exponent < -4 || exponent >= limit) {
    if (exponent < -4 || exponent >= limit) {
      const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
      return exponential(`${mantissa}e${exponent < 0 ? '' : '+'}${exponent}`)
    }
  }
  return fromDigits(digits, exponent)
}

/** Decimal digits without an exponent. */
function fromDigits(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = digits.slice(exponent + 1)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

function plainDigits(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  return fromDigits(mantissa.replace('.', ''), Number(exponent))
}

/** Exact where JavaScript would fall back to an exponent. */
function fixed(value: number, precision: number): string {
  if (value < 1e21 && precision <= 100) return value.toFixed(precision)
  const whole = BigInt(Math.round(value)).toString()
  return precision === 0 ? whole : `${whole}.${'0'.repeat(precision)}`
}

/** Go writes an exponent with a sign and at least two digits. */
function exponential(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}
