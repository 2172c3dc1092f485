/** Mantissa and exponent (of two) of the 64-bit form of a float, without its sign. */
export function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const exponent = Number(bits >> 52n)
  const fraction = bits & ((1n << 52n) - 1n)
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: exponent - 1075 }
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : ''
}

/** Go's `%b`: the mantissa as an integer, with a power of two. */
export function binaryFloat(value: number): string {
  const { mantissa, exponent } = partsOf(value)
  return `${signOf(value)}${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`
}

/** Go's `%x`: a hexadecimal mantissa that begins with 1, with a power of two. */
export function hexFloat(value: number, precision: number | undefined): string {
  let { mantissa, exponent } = partsOf(value)
  const sign = signOf(value)
  if (mantissa === 0n) return `${sign}0x0${precision ? `.${'0'.repeat(precision)}` : ''}p+00`
  while (mantissa < 1n << 52n) {
    mantissa <<= 1n
    exponent--
  }
  if (precision !== undefined && precision < 13) {
    const dropped = BigInt(52 - 4 * precision)
    const rest = mantissa & ((1n << dropped) - 1n)
    const half = 1n << (dropped - 1n)
    mantissa >>= dropped
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++
    mantissa <<= dropped
    if (mantissa >= 1n << 53n) {
      mantissa >>= 1n
      exponent++
    }
  }
  const all = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0')
  const fraction =
    precision === undefined ? all.replace(/0+$/, '') : all.padEnd(precision, '0').slice(0, precision)
  const power = exponent + 52
  const shown = String(Math.abs(power)).padStart(2, '0')
  return `${sign}0x1${fraction && `.${fraction}`}p${power < 0 ? '-' : '+'}${shown}`
}
