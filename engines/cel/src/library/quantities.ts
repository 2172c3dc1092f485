import { global, int, type Library, member, text } from '../functions.ts'
import { boolType, doubleType, intType, opaqueType, stringType } from '../types.ts'
import { EvaluationError, Opaque, type Value } from '../values.ts'

/** The type of amounts. */
export const quantityType = opaqueType('kubernetes.Quantity')

/**
 * An amount as a fraction: `value` over ten to the power of `scale`. Those that Kubernetes keeps as decimals of any
 * size count as no integers, whatever their value.
 */
class Quantity extends Opaque {
  readonly typeName = 'kubernetes.Quantity'
  readonly value: bigint
  readonly scale: number
  readonly isDecimal: boolean
  /** Kubernetes: sums are of another Go type, to which nothing compares. */
  override readonly isComparable: boolean

  constructor(value: bigint, scale: number, isDecimal: boolean, isSum = false) {
    super()
    this.value = value
    this.scale = scale
    this.isDecimal = isDecimal
    this.isComparable = !isSum
  }

  equals(other: Opaque): boolean {
    return other instanceof Quantity && other.isComparable && compare(this, other) === 0
  }
}

const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const binary: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 }

/** Kubernetes keeps amounts of at most so many digits as 64-bit integers. */
const mostDigits = 18

const misshapen = () =>
  new EvaluationError(
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  )

function parse(source: string): Quantity {
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(source)
  if (!match || source === '') throw misshapen()
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n)
  const count = Math.max(whole.length, 1) + fraction.length
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1]
  const power = exponent === undefined ? decimal[suffix] : Number(BigInt.asIntN(32, BigInt(exponent)))
  if (power !== undefined) {
    const scale = fraction.length - power
    return normal(digits, scale, count > mostDigits || scale > 9)
  }
  const blocks = binary[suffix]
  if (blocks === undefined) throw new EvaluationError("unable to parse quantity's suffix")
  const precision = 15 - Math.max(whole.length, 1) - Math.trunc((blocks * 10 * 3) / 10) - 1
  const value = digits * 1024n ** BigInt(blocks)
  const isSmall = fraction === '' && precision >= 0 && BigInt.asIntN(64, value) === value
  return normal(value, fraction.length, !isSmall)
}

/** Amounts finer than a billionth are rounded up, as Kubernetes does. */
function normal(value: bigint, scale: number, isDecimal: boolean): Quantity {
  if (scale <= 0) return new Quantity(value * 10n ** BigInt(-scale), 0, isDecimal)
  if (scale <= 9) return new Quantity(value, scale, isDecimal)
  const factor = 10n ** BigInt(scale - 9)
  const rest = value % factor
  const up = rest === 0n ? 0n : value > 0n ? 1n : -1n
  return new Quantity(value / factor + up, 9, isDecimal)
}

function aligned(a: Quantity, b: Quantity): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale)
  return [a.value * 10n ** BigInt(scale - a.scale), b.value * 10n ** BigInt(scale - b.scale), scale]
}

function compare(a: Quantity, b: Quantity): number {
  const [x, y] = aligned(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

function add(a: Quantity, b: Quantity, sign: bigint): Quantity {
  const [x, y, scale] = aligned(a, b)
  const sum = x + sign * y
  return new Quantity(sum, scale, a.isDecimal || b.isDecimal || BigInt.asIntN(64, sum) !== sum, true)
}

function quantity(value: Value | undefined): Quantity {
  if (value instanceof Quantity) return value
  throw new EvaluationError('no such overload')
}

const whole = (value: Value | undefined) => new Quantity(int(value), 0, false)

function integerOf({ value, scale, isDecimal }: Quantity): bigint | undefined {
  if (isDecimal) return undefined
  const factor = 10n ** BigInt(scale)
  const integer = value / factor
  return value % factor === 0n && BigInt.asIntN(64, integer) === integer ? integer : undefined
}

function asInteger(value: Value | undefined): Value {
  const integer = integerOf(quantity(value))
  if (integer !== undefined) return integer
  throw new EvaluationError('cannot convert value to integer')
}

function isQuantity(source: Value | undefined): boolean {
  try {
    parse(text(source))
    return true
  } catch (error) {
    if (error instanceof EvaluationError) return false
    throw error
  }
}

const both = [quantityType, quantityType]

/** Kubernetes' functions on amounts such as `500m` and `1Gi`. */
export const quantities: Library = {
  quantity: [global('string_to_quantity', [stringType], quantityType, source => parse(text(source)))],
  isQuantity: [global('is_quantity_string', [stringType], boolType, isQuantity)],
  sign: [
    global('quantity_sign', [quantityType], intType, value => {
      const amount = quantity(value).value
      return amount > 0n ? 1n : amount < 0n ? -1n : 0n
    }),
  ],
  isGreaterThan: [
    member('quantity_is_greater_than', both, boolType, (a, b) => compare(quantity(a), quantity(b)) > 0),
  ],
  isLessThan: [
    member('quantity_is_less_than', both, boolType, (a, b) => compare(quantity(a), quantity(b)) < 0),
  ],
  compareTo: [
    member('quantity_compare_to', both, intType, (a, b) => BigInt(compare(quantity(a), quantity(b)))),
  ],
  asApproximateFloat: [
    member('quantity_get_float', [quantityType], doubleType, value => {
      const { value: amount, scale } = quantity(value)
      return Number(amount) * Number(`1e-${scale}`)
    }),
  ],
  asInteger: [member('quantity_get_int', [quantityType], intType, asInteger)],
  isInteger: [
    member(
      'quantity_is_integer',
      [quantityType],
      boolType,
      value => integerOf(quantity(value)) !== undefined,
    ),
  ],
  add: [
    member('quantity_add', both, quantityType, (a, b) => add(quantity(a), quantity(b), 1n)),
    member('quantity_add_int', [quantityType, intType], quantityType, (a, b) =>
      add(quantity(a), whole(b), 1n),
    ),
  ],
  sub: [
    member('quantity_sub', both, quantityType, (a, b) => add(quantity(a), quantity(b), -1n)),
    member('quantity_sub_int', [quantityType, intType], quantityType, (a, b) =>
      add(quantity(a), whole(b), -1n),
    ),
  ],
}
