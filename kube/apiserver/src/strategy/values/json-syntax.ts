/** What Go's JSON decoder says of a text that is not JSON. @module */

/** The first syntax error of a text in Go's words, or undefined for JSON. */
export function jsonSyntaxError(text: string): string | undefined {
  const scanner = new Scanner(text)
  try {
    scanner.value()
    scanner.end()
    return undefined
  } catch (error) {
    if (error instanceof JsonSyntax) return error.message
    throw error
  }
}

class JsonSyntax extends Error {}

class Scanner {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  end(): void {
    if (this.#peek() !== undefined) this.#fail('after top-level value')
  }

  value(): void {
    if (++this.#depth > 10_000) throw new JsonSyntax('exceeded max depth')
    const next = this.#peek()
    if (next === '{') this.#object()
    else if (next === '[') this.#array()
    else if (next === '"') this.#string()
    else this.#scalar()
    this.#depth--
  }

  #object(): void {
    this.#at++
    if (this.#skip('}')) return
    do {
      if (this.#peek() !== '"') this.#fail('looking for beginning of object key string')
      this.#string()
      if (!this.#skip(':')) this.#fail('after object key')
      this.value()
    } while (this.#skip(','))
    if (!this.#skip('}')) this.#fail('after object key:value pair')
  }

  #array(): void {
    this.#at++
    if (this.#skip(']')) return
    do this.value()
    while (this.#skip(','))
    if (!this.#skip(']')) this.#fail('after array element')
  }

  #string(): void {
    this.#at++
    for (;;) {
      const character = this.#text[this.#at]
      if (character === undefined) throw new JsonSyntax('unexpected end of JSON input')
      if (character < ' ') this.#fail('in string literal')
      this.#at += character === '\\' ? 2 : 1
      if (character === '"') return
    }
  }

  #scalar(): void {
    const match = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)/.exec(
      this.#text.slice(this.#at, this.#at + 400),
    )
    if (!match) this.#fail('looking for beginning of value')
    else this.#at += match[0].length
  }

  #peek(): string | undefined {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
    return this.#text[this.#at]
  }

  #skip(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at++
    return true
  }

  #fail(where: string): never {
    const character = this.#peek()
    if (character === undefined) throw new JsonSyntax('unexpected end of JSON input')
    const quoted = character === "'" ? "'\\''" : character === '"' ? `'"'` : `'${character}'`
    throw new JsonSyntax(`invalid character ${quoted} ${where}`)
  }
}
