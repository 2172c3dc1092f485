/** Paths of object members that a (valid) JSON text has twice, each once, in the order of the text. */
export function findDuplicateFields(text: string): readonly string[] {
  return scanJson(text).duplicates
}

/** What parsing a (valid) JSON text loses: members that are there twice, and numbers not written as integers, by their paths. */
export function scanJson(text: string): {
  readonly duplicates: readonly string[]
  readonly numbers: ReadonlyMap<string, string>
} {
  const scanner = new Scanner(text)
  scanner.value('')
  return scanner
}

/** Messages about members that are unknown or there twice, in the order of the text; nothing is said of what is in unknown ones. */
export function fieldProblems(text: string, unknown: readonly string[]): readonly string[] {
  const scanner = new Scanner(text, new Set(unknown))
  scanner.value('')
  return scanner.problems
}

/** Walks valid JSON text; it is not a validator. */
class Scanner {
  readonly duplicates: string[] = []
  readonly problems: string[] = []
  readonly numbers = new Map<string, string>()
  readonly #text: string
  readonly #unknown: ReadonlySet<string>
  #at = 0
  #isInUnknown = false

  constructor(text: string, unknown: ReadonlySet<string> = new Set()) {
    this.#text = text
    this.#unknown = unknown
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
        this.#scalar(path)
    }
  }

  #object(path: string): void {
    const seen = new Set<string>()
    this.#at++
    for (this.#space(); this.#text[this.#at] === '"'; this.#space()) {
      const key = JSON.parse(this.#string())
      const member = path ? `${path}.${key}` : key
      const isUnknown = this.#unknown.has(member)
      if (isUnknown) this.#report('unknown', member)
      else if (seen.has(key)) this.#report('duplicate', member)
      seen.add(key)
      this.#space()
      this.#at++
      const outer = this.#isInUnknown
      this.#isInUnknown ||= isUnknown
      this.value(member)
      this.#isInUnknown = outer
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

  #scalar(path: string): void {
    const start = this.#at
    while (this.#at < this.#text.length && !',]} \n\r\t'.includes(this.#text[this.#at] ?? ',')) this.#at++
    const token = this.#text.slice(start, this.#at)
    if (/^-?\d+[.eE]/.test(token)) this.numbers.set(path, token)
    else if (this.numbers.size > 0) this.numbers.delete(path)
  }

  #space(): void {
    while (' \n\r\t'.includes(this.#text[this.#at] ?? 'x')) this.#at++
  }

  #report(what: 'unknown' | 'duplicate', path: string): void {
    if (this.#isInUnknown) return
    if (what === 'duplicate' && !this.duplicates.includes(path)) this.duplicates.push(path)
    const problem = `${what} field ${JSON.stringify(path)}`
    if (!this.problems.includes(problem)) this.problems.push(problem)
  }
}
