/** Paths of object members that a (valid) JSON text has twice, each once, in the order of the text. */
export function findDuplicateFields(text: string): readonly string[] {
  const scanner = new Scanner(text)
  scanner.value('')
  return scanner.duplicates
}

/** Walks valid JSON text; it is not a validator. */
class Scanner {
  readonly duplicates: string[] = []
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(path: string): void {
    this.#space()
    switch (this.#text[this.#at]) {
      case '{':
        this.#object(path)
        return
      case '[':
        this.#array(path)
        return
      case '"':
        this.#string()
        return
      default:
        this.#scalar()
    }
  }

  #object(path: string): void {
    const seen = new Set<string>()
    this.#at++
    for (this.#space(); this.#text[this.#at] === '"'; this.#space()) {
      const key = JSON.parse(this.#string())
      const member = path ? `${path}.${key}` : key
      if (seen.has(key)) this.#report(member)
      seen.add(key)
      this.#space()
      this.#at++
      this.value(member)
      this.#space()
      if (this.#text[this.#at] === ',') this.#at++
    }
    this.#at++
  }

  #array(path: string): void {
    this.#at++
    this.#space()
    for (let i = 0; this.#at < this.#text.length && this.#text[this.#at] !== ']'; i++) {
      this.value(`${path}[${i}]`)
      this.#space()
      if (this.#text[this.#at] === ',') this.#at++
      this.#space()
    }
    this.#at++
  }

  #string(): string {
    const start = this.#at++
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at++]
      if (char === '\\') this.#at++
      else if (char === '"') break
    }
    return this.#text.slice(start, this.#at)
  }

  #scalar(): void {
    while (this.#at < this.#text.length && !',]} \n\r\t'.includes(this.#text[this.#at] ?? ',')) this.#at++
  }

  #space(): void {
    while (' \n\r\t'.includes(this.#text[this.#at] ?? 'x')) this.#at++
  }

  #report(path: string): void {
    if (!this.duplicates.includes(path)) this.duplicates.push(path)
  }
}
