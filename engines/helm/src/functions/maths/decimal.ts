/** A decimal number in full: `digits` × 10^`exponent`. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

/** shopspring/decimal: quotients have this many decimals. */
const divisionDecimals = 16

const operations = {
  add: (a: Decimal, b: Decimal) => align(a, b, (x, y) => x + y),
  subtract: (a: Decimal, b: Decimal) => align(a, b, (x, y) => x - y),
  multiply: (a: Decimal, b: Decimal) => ({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent }),
  divide,
}

/** Computes with the decimals that the numbers are written as, so that 0.1 and 0.2 are 0.3. */
export function computeExactly(
  operation: keyof typeof operations,
  first: number,
  others: readonly number[],
): number {
  const compute = operations[operation]
  const { digits, exponent } = others.reduce(
    (result, other) => compute(result, parseDecimal(other)),
    parseDecimal(first),
  )
  return Number(`${digits}e${exponent}`)
}

function parseDecimal(value: number): Decimal {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
    throw new Error(`Cannot create a Decimal from ${name}`)
  }
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length }
}

function align(a: Decimal, b: Decimal, compute: (x: bigint, y: bigint) => bigint): Decimal {
  const exponent = Math.min(a.exponent, b.exponent)
  return { digits: compute(digitsAt(a, exponent), digitsAt(b, exponent)), exponent }
}

function digitsAt({ digits, exponent }: Decimal, target: number): bigint {
  return digits * 10n ** BigInt(exponent - target)
}

/** Rounded half away from zero at the last decimal. */
function divide(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new Error('decimal division by 0')
  const shift = a.exponent - b.exponent + divisionDecimals
  const numerator = a.digits * 10n ** BigInt(Math.max(shift, 0))
  const denominator = b.digits * 10n ** BigInt(Math.max(-shift, 0))
  const quotient = numerator / denominator
  const rest = numerator - quotient * denominator
  const isUp = absolute(rest) * 2n >= absolute(denominator)
  const away = numerator < 0n === denominator < 0n ? 1n : -1n
  return { digits: isUp ? quotient + away : quotient, exponent: -divisionDecimals }
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}
