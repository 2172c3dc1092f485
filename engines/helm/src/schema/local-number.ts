/** A number as messages in English print it: `5,000`, from a million on `1.5×10⁰⁶`. */
export function localNumber(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return scientific(value)
  const [whole = '0', fraction] = String(value).split('.')
  return fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`
}

/** A count with commas between thousands. */
export function localCount(value: number): string {
  return grouped(String(value))
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',')
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function scientific(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  const digits = [...String(Math.abs(power)).padStart(2, '0')].map(digit => superscripts[Number(digit)])
  return `${mantissa}×10${power < 0 ? '⁻' : ''}${digits.join('')}`
}
