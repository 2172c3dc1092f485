/** Severity of a line, least important first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'error'

/** Writes structured lines. */
export interface Log {
  trace(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  error(message: string, error: unknown, fields?: LogFields): void
  /** A log whose lines carry these fields too. */
  with(fields: LogFields): Log
}

/** Members of a line. */
export type LogFields = Readonly<Record<string, unknown>>
