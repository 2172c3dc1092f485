/** Times as Go parses and writes them. @module */

interface Element {
  /** As the layout spells it. */
  readonly spelt: string
  readonly pattern: RegExp
}

const digits = (spelt: string, count: number): Element => ({ spelt, pattern: new RegExp(`^\\d{${count}}`) })
const literal = (text: string): Element => ({
  spelt: text,
  pattern: new RegExp(`^${text.replace('.', '\\.')}`),
})

const dateAndTime: readonly Element[] = [
  digits('2006', 4),
  literal('-'),
  digits('01', 2),
  literal('-'),
  digits('02', 2),
  literal('T'),
  digits('15', 2),
  literal(':'),
  digits('04', 2),
  literal(':'),
  digits('05', 2),
]
const zone: Element = { spelt: 'Z07:00', pattern: /^(Z|[+-]\d{2}:\d{2})/ }
const micros: Element = { spelt: '.000000', pattern: /^\.\d{6}/ }
/** A fraction of a second may follow even where the layout has none. */
const fraction: Element = { spelt: '', pattern: /^(\.\d{1,9})?/ }

export interface ParsedTime {
  /** As it is stored: UTC, whole seconds or microseconds. */
  readonly text?: string
  readonly error?: string
}

/** Reads a time; `micro` times must have six digits of a second. */
export function parseGoTime(text: string, micro: boolean): ParsedTime {
  const elements = [...dateAndTime, micro ? micros : fraction, zone]
  const layout = elements.map(element => element.spelt).join('')
  let rest = text
  for (const element of elements) {
    const match = element.pattern.exec(rest)
    if (!match)
      return {
        error: cannotParse(
          text,
          layout,
          `cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element.spelt)}`,
        ),
      }
    rest = rest.slice(match[0].length)
  }
  if (rest !== '')
    return { error: `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}` }
  const outOfRange = rangeError(text)
  if (outOfRange) return { error: `parsing time ${JSON.stringify(text)}: ${outOfRange} out of range` }
  return { text: stored(text, micro) }
}

function cannotParse(text: string, layout: string, why: string): string {
  return `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: ${why}`
}

function rangeError(text: string): string | undefined {
  const [month, day, hour, minute, second] = [
    [5, 7],
    [8, 10],
    [11, 13],
    [14, 16],
    [17, 19],
  ].map(([from, to]) => Number(text.slice(from, to)))
  const days = new Date(Date.UTC(Number(text.slice(0, 4)), month ?? 1, 0)).getUTCDate()
  if (!month || month > 12) return 'month'
  if (!day || day > days) return 'day'
  if ((hour ?? 0) > 23) return 'hour'
  if ((minute ?? 0) > 59) return 'minute'
  return (second ?? 0) > 59 ? 'second' : undefined
}

function stored(text: string, micro: boolean): string {
  const seconds = new Date(text.replace(/\.\d+/, '')).toISOString().replace(/\.\d+Z$/, '')
  return micro ? `${seconds}${/\.\d{6}/.exec(text)?.[0] ?? '.000000'}Z` : `${seconds}Z`
}
