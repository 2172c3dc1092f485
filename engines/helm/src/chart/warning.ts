import { quoteString } from '@sluice/gotemplate'

/** Something that Helm would say on its standard error while it goes on. */
export interface Warning {
  /** `log` lines are plain messages, `structured` ones are written already. */
  readonly form: 'log' | 'structured'
  readonly text: string
}

/** Takes warnings as they arise. */
export type Warn = (warning: Warning) => void

/** A plain message. */
export function logged(text: string): Warning {
  return { form: 'log', text }
}

/** A line of Go's structured logging. */
export function structured(
  message: string,
  fields: Readonly<Record<string, string>> = {},
  level: 'INFO' | 'WARN' | 'ERROR' = 'WARN',
): Warning {
  const pairs = Object.entries({ msg: message, ...fields }).map(([key, value]) => ` ${key}=${quoted(value)}`)
  return { form: 'structured', text: `level=${level}${pairs.join('')}` }
}

/** A warning as Helm writes it; its plain messages come out as lines of the level INFO. */
export function formatWarning(warning: Warning): string {
  return warning.form === 'log' ? structured(warning.text, {}, 'INFO').text : warning.text
}

/** Go: quoted where a blank, an equals sign or a quote asks for it. */
function quoted(text: string): string {
  return text === '' || /[\s="\\]|[^\x20-\x7e]/.test(text) ? quoteString(text) : text
}
