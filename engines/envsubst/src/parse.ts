import { EnvsubstError, problems } from './errors.ts'
import type { Expression, Part } from './nodes.ts'

/**
 * The parts of a text. Only `${` opens an expression; `$$` is a dollar, so that `$${x}` is left as `${x}`.
 * @throws EnvsubstError
 */
export function parse(text: string): Part[] {
  return new Parser(text).text()
}

const identifier = /[\p{L}\p{Nd}_]+/uy

class Parser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  text(): Part[] {
    const parts: Part[] = []
    let literal = ''
    while (this.#at < this.#text.length) {
      const dollar = this.#text.indexOf('$', this.#at)
      if (dollar === -1) {
        literal += this.#text.slice(this.#at)
        break
      }
      literal += this.#text.slice(this.#at, dollar)
      this.#at = dollar + 2
      const next = this.#text[dollar + 1]
      if (next === '{') {
        parts.push(literal, this.#expression())
        literal = ''
      } else if (next === '$') {
        literal += '$'
      } else {
        literal += '$'
        this.#at = dollar + 1
      }
    }
    parts.push(literal)
    return parts
  }

  /** What follows `${`. */
  #expression(): Expression {
    if (this.#peek() === '#') return this.#length()
    const name = this.#identifier(problems.variableName)
    switch (this.#peek()) {
      case ':':
        return /[=\-?+]/.test(this.#text[this.#at + 1] ?? '') ? this.#default(name, 2) : this.#substring(name)
      case '=':
        return this.#default(name, 1)
      case ',':
      case '^':
        return this.#casing(name)
      case '/':
        return this.#replace(name)
      case '#':
      case '%':
        return this.#remove(name)
      default:
        this.#expect('}', problems.missingBrace)
        return { name, operator: '', args: [] }
    }
  }

  #length(): Expression {
    this.#at++
    const name = this.#identifier(problems.badSubstitution)
    this.#close()
    return { name, operator: 'length', args: [] }
  }

  /** `:-word`, `:=word`, `:?word`, `:+word` and `=word`, all alike; the word runs to the closing brace. */
  #default(name: string, width: number): Expression {
    const operator = this.#take(width)
    const word: Part[] = []
    while (this.#peek() !== '}') word.push(...this.#argument(/[^}]/))
    this.#close()
    return { name, operator: operator === '=' ? ':=' : operator, args: [word] }
  }

  #substring(name: string): Expression {
    const operator = this.#take(1)
    const position = this.#argument(/[^:}]/)
    if (this.#peek() === '}') {
      this.#at++
      return { name, operator, args: [position] }
    }
    if (this.#peek() !== ':') throw new EnvsubstError(problems.badSubstitution)
    while (this.#peek() === ':') this.#at++
    const length = this.#argument(/[^}]/)
    this.#close()
    return { name, operator, args: [position, length] }
  }

  #casing(name: string): Expression {
    const operator = this.#take(/^[,^]{2}/.test(this.#text.slice(this.#at, this.#at + 2)) ? 2 : 1)
    this.#close()
    return { name, operator, args: [] }
  }

  #replace(name: string): Expression {
    const operator = this.#take(/[/#%]/.test(this.#text[this.#at + 1] ?? '') ? 2 : 1)
    const pattern = this.#argument(/[^/]/, true)
    if (this.#peek() !== '/') throw new EnvsubstError(problems.badSubstitution)
    while (this.#peek() === '/') this.#at++
    if (this.#peek() === '}') {
      this.#at++
      return { name, operator, args: [pattern] }
    }
    const replacement = this.#argument(/[^}]/, true)
    this.#close()
    return { name, operator, args: [pattern, replacement] }
  }

  #remove(name: string): Expression {
    const first = this.#peek()
    const operator = this.#take(this.#text[this.#at + 1] === first ? 2 : 1)
    const pattern = this.#argument(/[^}]/)
    this.#close()
    return { name, operator, args: [pattern] }
  }

  /** A nested expression, or text as far as it is accepted; in patterns `\/`, `\\` and `$$` are escapes. */
  #argument(accepted: RegExp, escapes = false): Part[] {
    if (this.#text.startsWith('${', this.#at)) {
      this.#at += 2
      return [this.#expression()]
    }
    let text = ''
    const start = this.#at
    while (this.#at < this.#text.length && !(this.#at > start && this.#text.startsWith('${', this.#at))) {
      const char = this.#peek()
      const next = this.#text[this.#at + 1] ?? ''
      const isEscape =
        escapes && ((char === '\\' && (next === '/' || next === '\\')) || (char === '$' && next === '$'))
      if (!isEscape && !accepted.test(char)) break
      text += isEscape ? next : char
      this.#at += isEscape ? 2 : 1
    }
    if (this.#at === start) throw new EnvsubstError(problems.argument)
    return [text]
  }

  #identifier(problem: string): string {
    identifier.lastIndex = this.#at
    const name = identifier.exec(this.#text)?.[0]
    if (name === undefined) throw new EnvsubstError(problem)
    this.#at += name.length
    return name
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  #take(count: number): string {
    this.#at += count
    return this.#text.slice(this.#at - count, this.#at)
  }

  #close(): void {
    this.#expect('}', problems.badSubstitution)
  }

  #expect(char: string, problem: string): void {
    if (this.#peek() !== char) throw new EnvsubstError(problem)
    this.#at++
  }
}
