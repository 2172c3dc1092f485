/** Go's layout of RFC 3339, element by element, with what each takes. */
const elements: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/],
  ['-', /^-/],
  ['02', /^\d{2}/],
  ['T', /^T/],
  ['15', /^\d{1,2}/],
  [':', /^:/],
  ['04', /^\d{2}/],
  [':', /^:/],
  ['05', /^\d{2}/],
]

const limits: Readonly<Record<string, readonly [number, number, string]>> = {
  '01': [1, 12, 'month'],
  '02': [1, 31, 'day'],
  '15': [0, 23, 'hour'],
  '04': [0, 59, 'minute'],
  '05': [0, 59, 'second'],
}

/**
 * Why Go does not take text for a time as Kubernetes writes it, in Go's words; undefined where it does.
 * `fraction`: exactly six digits after the seconds, as in a MicroTime.
 */
export function goTimeProblem(text: string, fraction = false): string | undefined {
  const layout = `2006-01-02T15:04:05${fraction ? '.000000' : ''}Z07:00`
  const parsing = `parsing time ${JSON.stringify(text)}`
  const failure = (rest: string, element: string) =>
    `${parsing} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${element}"`
  let rest = text
  const values: number[] = []
  for (const [name, pattern] of elements) {
    const match = pattern.exec(rest)?.[0]
    if (match === undefined) return failure(rest, name)
    rest = rest.slice(match.length)
    const limit = limits[name]
    if (limit && (Number(match) < limit[0] || Number(match) > limit[1]))
      return `${parsing}: ${limit[2]} out of range`
    values.push(Number(match))
  }
  const digits = fraction ? /^\.\d{6}/.exec(rest) : /^(?:[.,]\d+)?/.exec(rest)
  if (!digits) return failure(rest, '.000000')
  rest = rest.slice(digits[0].length)
  const zone = /^(?:Z|[+-]\d{2}:\d{2})/.exec(rest)?.[0]
  if (zone === undefined) return failure(rest, 'Z07:00')
  if (rest.length > zone.length) return `${parsing}: extra text: ${JSON.stringify(rest.slice(zone.length))}`
  const [year = 0, , month = 1, , day = 1] = values
  return day > new Date(Date.UTC(year, month, 0)).getUTCDate() ? `${parsing}: day out of range` : undefined
}
