/** Severity of a line, least important first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'error'

/** Members of a line. */
export type LogFields = Readonly<Record<string, unknown>>

/** Writes structured lines. */
export interface Log {
  trace(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  error(message: string, error: unknown, fields?: LogFields): void
  /** A log whose lines carry these fields too. */
  with(fields: LogFields): Log
}

/** Where lines go and how they look. */
export interface LogOptions {
  /** Takes one line without its end. */
  readonly write: (line: string) => void
  /** Default `info`. */
  readonly level?: LogLevel
  /** Default `json`. */
  readonly encoding?: 'json' | 'console'
  readonly now?: () => Date
}

const levels: Readonly<Record<LogLevel, number>> = { trace: 0, debug: 1, info: 2, error: 3 }

/** A log that writes a line per message: JSON, or text for people. */
export function createLog(options: LogOptions): Log {
  return new LineLog(options, {})
}

/** A log that writes nothing. */
export const silentLog: Log = {
  trace: () => {},
  debug: () => {},
  info: () => {},
  error: () => {},
  with: () => silentLog,
}

class LineLog implements Log {
  readonly #options: LogOptions
  readonly #fields: LogFields

  constructor(options: LogOptions, fields: LogFields) {
    this.#options = options
    this.#fields = fields
  }

  trace(message: string, fields?: LogFields): void {
    this.#line('trace', message, fields)
  }

  debug(message: string, fields?: LogFields): void {
    this.#line('debug', message, fields)
  }

  info(message: string, fields?: LogFields): void {
    this.#line('info', message, fields)
  }

  error(message: string, error: unknown, fields?: LogFields): void {
    const detailed = levels[this.#options.level ?? 'info'] < levels.info
    const stacktrace = detailed && error instanceof Error ? { stacktrace: error.stack } : {}
    this.#line('error', message, {
      ...fields,
      error: error instanceof Error ? error.message : String(error),
      ...stacktrace,
    })
  }

  with(fields: LogFields): Log {
    return new LineLog(this.#options, { ...this.#fields, ...fields })
  }

  #line(level: LogLevel, message: string, fields: LogFields = {}): void {
    const { level: lowest = 'info', encoding = 'json', now = () => new Date(), write } = this.#options
    if (levels[level] < levels[lowest]) return
    const ts = now().toISOString()
    const members = { ...this.#fields, ...fields }
    write(
      encoding === 'json'
        ? JSON.stringify({ level, ts, msg: message, ...members }, plain)
        : `${ts}\t${level.toUpperCase()}\t${message}\t${JSON.stringify(members, plain)}`,
    )
  }
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
