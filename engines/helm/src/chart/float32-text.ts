/** A number as Go's `FormatFloat(value, 'g', -1, 32)` writes it: the fewest digits that tell it from other 32-bit floats. */
export function float32Text(value: number): string {
  const single = Math.fround(value)
  if (!Number.isFinite(single)) return value > 0 ? '+Inf' : '-Inf'
  if (single === 0) return '0'
  const [mantissa = '', exponent = '0'] = shortest(single).split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return plain(mantissa, power)
  const sign = power < 0 ? '-' : '+'
  return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`
}

/** `d.ddde±x` with as few digits as give the same float. */
function shortest(single: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const text = single.toExponential(digits)
    if (Math.fround(Number(text)) === single) return text
  }
  return single.toExponential(8)
}

function plain(mantissa: string, power: number): string {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0')
  const rest = digits.slice(power + 1)
  return `${sign}${whole}${rest && `.${rest}`}`
}
