import { ScanError } from './scan-error.ts'

/** Walks over a text and knows line and column. The end of the text is the code 0, which no text may hold. */
export class Cursor {
  readonly text: string
  at = 0
  /** From zero. */
  line = 0
  #lineStart = 0
  /** Whether newlines are the only line breaks. */
  readonly #isSimple: boolean
  /** Set where the end of the text is given a line of its own. */
  #isPastEnd = false

  constructor(text: string) {
    this.text = text
    this.#isSimple = !/[\r\u0085\u2028\u2029]/.test(text)
  }

  get column(): number {
    return this.#isPastEnd ? 0 : this.at - this.#lineStart
  }

  /** The code of a character from here. */
  code(ahead = 0): number {
    const at = this.at + ahead
    return at < this.text.length ? this.text.charCodeAt(at) : 0
  }

  /** The end of the text counts as the start of a further line. */
  finishLine(): void {
    if (this.column === 0) return
    this.line++
    this.#isPastEnd = true
  }

  /** Takes a line break, and gives it as it counts in a scalar. */
  takeBreak(): string {
    const code = this.code()
    this.at += code === 13 && this.code(1) === 10 ? 2 : 1
    this.line++
    this.#lineStart = this.at
    return code === 0x2028 ? '\u2028' : code === 0x2029 ? '\u2029' : '\n'
  }

  /** Blanks and tabs. */
  skipBlanks(): void {
    while (isBlank(this.code())) this.at++
  }

  /** All up to the end of the line. */
  skipToBreak(): void {
    if (this.#isSimple) {
      const at = this.text.indexOf('\n', this.at)
      this.at = at === -1 ? this.text.length : at
      return
    }
    while (!isBreakOrEnd(this.code())) this.at++
  }

  /** Spaces only. */
  skipSpaces(): void {
    const { text } = this
    let { at } = this
    while (text.charCodeAt(at) === 32) at++
    this.at = at
  }

  /** Whether `---` or `...` stands here on its own at the start of a line. */
  isDocumentMark(): boolean {
    if (this.column !== 0) return false
    const code = this.code()
    if (code !== 45 && code !== 46) return false
    return this.code(1) === code && this.code(2) === code && isSpaceOrEnd(this.code(3))
  }

  error(reason: string): ScanError {
    return new ScanError(reason, { at: this.at, line: this.line, isScanner: true })
  }
}

/** A space or a tab. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/** What YAML 1.1 takes for a line break. */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029
}

/** A line break or the end. */
export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code)
}

/** A blank, a line break or the end. */
export function isSpaceOrEnd(code: number): boolean {
  return code === 32 || code === 10 || code === 0 || code === 9 || isBreak(code)
}
