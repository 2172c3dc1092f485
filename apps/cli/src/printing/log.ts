/** Lines about what a command is doing; they go to standard error, data goes to standard output. */
export interface Log {
  action(text: string): void
  generate(text: string): void
  waiting(text: string): void
  success(text: string): void
  warning(text: string): void
  failure(text: string): void
}

/** A log that writes to `write`. */
export function createLog(write: (text: string) => void): Log {
  const line = (glyph: string) => (text: string) => write(`${glyph} ${text}\n`)
  return {
    action: line('►'),
    generate: line('✚'),
    waiting: line('◎'),
    success: line('✔'),
    warning: line('⚠️'),
    failure: line('✗'),
  }
}
