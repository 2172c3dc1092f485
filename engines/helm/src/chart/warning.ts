/** Something that Helm would say on its standard error while it goes on. */
import { quoteString } from '@sluice/gotemplate'
export interface Warning {
  /** `log` lines come after a date and time, `structured` ones as they are. */
  readonly form: 'log' | 'structured'
  readonly text: string
}

/** Takes warnings as they arise. */
export type Warn = (warning: Warning) => void

/** A plain line. */
export function logged(text: string): Warning {
  return { form: 'log', text }
}

/** A line of Go's structured logging at its level WARN. */
export function structured(message: string, fields: Readonly<Record<string, string>> = {}): Warning {
  const pairs = Object.entries({ msg: message, ...fields }).map(([key, value]) => ` ${key}=${quoted(value)}`)
  return { form: 'structured', text: `level=WARN${pairs.join('')}` }
}

/** Go: quoted where a blank, an equals sign or a quote asks for it. */
function quoted(text: string): string {
  return text === '' || /[\s="\\]|[^\x20-\x7e]/.test(text) ? quoteString(text) : text
}
