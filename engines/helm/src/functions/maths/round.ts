/** Rounds to `places` decimals; a fraction of at least `threshold` goes up. sprig: negative numbers always go down. */
export function round(value: number, places: number, threshold: number): number {
  const power = powerOfTen(places)
  const digits = power * value
  const fraction = digits - Math.trunc(digits)
  return (fraction >= threshold ? Math.ceil(digits) : Math.floor(digits)) / power
}

/** Go's `math.Pow(10, n)`: repeated squaring of a fraction and its binary exponent, rounded as Go rounds. */
function powerOfTen(exponent: number): number {
  let result = 1
  let resultExponent = 0
  let base = 0.625
  let baseExponent = 4
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (Math.abs(baseExponent) > 4096) {
      resultExponent += baseExponent
      break
    }
    if (rest % 2 === 1) {
      result *= base
      resultExponent += baseExponent
    }
    base *= base
    baseExponent *= 2
    if (base < 0.5) {
      base += base
      baseExponent--
    }
  }
  if (exponent < 0) return scale(1 / result, -resultExponent)
  return scale(result, resultExponent)
}

/** In two steps, since a power of two may itself be out of range. */
function scale(value: number, exponent: number): number {
  const bounded = Math.max(-2200, Math.min(2200, exponent))
  const half = Math.trunc(bounded / 2)
  return value * 2 ** half * 2 ** (bounded - half)
}
