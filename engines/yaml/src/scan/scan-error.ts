/** Where an error shows, and in which part of reading: the two count lines differently. */
export interface ErrorPlace {
  readonly at: number
  /** From zero. */
  readonly line: number
  readonly isScanner: boolean
  /** The line, from zero, where what is around it began. */
  readonly contextLine?: number
}

/** What is wrong with a text, in the words of Go's YAML. */
export class ScanError extends Error {
  readonly place: ErrorPlace

  constructor(reason: string, place: ErrorPlace) {
    super(reason)
    this.place = place
  }

  /** The line that Go names, if it names one. */
  get shownLine(): number | null {
    const { line, isScanner, contextLine = 0 } = this.place
    if (line !== 0) return isScanner ? line + 1 : line
    return contextLine === 0 ? null : contextLine
  }
}
