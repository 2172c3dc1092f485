/** Thrown, and caught at the top, where a text has something that the quick reader leaves to the exact one. */
export class Unsure extends Error {}

/** Made once: making one for each text that is left would take longer than finding out. */
export const unsure = new Unsure('left to the exact reader')

/** What may not stand anywhere: control characters, carriage returns, odd line breaks, halves of characters. */
const odd = /[^\t\n\x20-\x7E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/

/** Goes through a text line by line; where it stands are `at` and `column`, on a line that ends at `end`. */
export class QuickLines {
  readonly source: string
  readonly #hasTabs: boolean
  at = 0
  /** Of `at`, from 0; -1 at the end of a document. */
  column = -1
  end = -1

  /** @throws Unsure */
  constructor(source: string) {
    if (odd.test(source)) throw unsure
    this.source = source
    this.#hasTabs = source.includes('\t')
  }

  get isAtEnd(): boolean {
    return this.end >= this.source.length
  }

  /** The rest of the line, which must have no tab. @throws Unsure */
  rest(): string {
    const text = this.source.slice(this.at, this.end)
    if (this.#hasTabs && text.includes('\t')) throw unsure
    return text
  }

  /** Moves to the first character of the next line that is neither empty nor a comment. @throws Unsure */
  next(): void {
    const { source } = this
    let start = this.end + 1
    for (; start <= source.length; start = this.end + 1) {
      const found = source.indexOf('\n', start)
      this.end = found === -1 ? source.length : found
      let at = start
      while (source.charCodeAt(at) === 32) at++
      if (at >= this.end || source.charCodeAt(at) === 35) continue
      this.at = at
      this.column = at - start
      if (this.column === 0 && this.#isMark()) this.column = -1
      return
    }
    this.at = source.length
    this.column = -1
  }

  /** `---` ends a document; what else begins like a mark is left. */
  #isMark(): boolean {
    const first = this.source.charCodeAt(this.at)
    if (first === 37 || this.source.startsWith('...', this.at)) throw unsure
    if (first !== 45 || !this.source.startsWith('---', this.at)) return false
    const after = this.rest().slice(3).trimStart()
    if (after !== '' && !after.startsWith('#')) throw unsure
    return true
  }

  /** Moves to a place further on, on another line. @throws Unsure if there is a tab on the way */
  jump(at: number): void {
    if (this.#hasTabs && this.source.slice(this.at, at).includes('\t')) throw unsure
    const found = this.source.indexOf('\n', at)
    this.at = at
    this.end = found === -1 ? this.source.length : found
    if (this.rest() === '') throw unsure
  }

  /** Moves on along the line. */
  skip(count: number): void {
    this.at += count
    this.column += count
  }
}
