/** Text read character by character, with a look ahead. */
export class RuneReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The next character, or undefined at the end. */
  next(): string | undefined {
    const rune = this.peek()
    if (rune !== undefined) this.#at += rune.length
    return rune
  }

  peek(): string | undefined {
    const code = this.#text.codePointAt(this.#at)
    return code === undefined ? undefined : String.fromCodePoint(code)
  }

  /** All that is left, without reading it. */
  rest(): string {
    return this.#text.slice(this.#at)
  }

  /** Reads on by that many UTF-16 units. */
  skip(units: number): void {
    this.#at += units
  }

  /** The characters before one of `stops`, which is read too; at the end of the text there is no stop. */
  until(stops: string, isEscaped: boolean): { readonly text: string; readonly stop: string | undefined } {
    let text = ''
    for (;;) {
      const rune = this.next()
      if (rune === undefined || stops.includes(rune)) return { text, stop: rune }
      if (rune !== '\\' || !isEscaped) {
        text += rune
        continue
      }
      const escaped = this.next()
      if (escaped === undefined) return { text, stop: undefined }
      text += escaped
    }
  }
}
