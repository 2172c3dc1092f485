const kept = 10

/** The last lines of what an action did, for the event that tells of its failure. */
export class ActionLog {
  readonly #now: () => Date
  #lines: string[] = []

  constructor(now: () => Date) {
    this.#now = now
  }

  add(message: string): void {
    this.#lines = [...this.#lines, `${this.#now().toISOString()}: ${message}`].slice(-kept)
  }

  clear(): void {
    this.#lines = []
  }

  /** A message, with the lines behind it if there are some. */
  behind(message: string): string {
    return this.#lines.length > 0 ? `${message}\n\nLast Helm logs:\n\n${this.#lines.join('\n')}` : message
  }
}
