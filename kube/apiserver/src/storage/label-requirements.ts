/** The text form of label selectors, read and refused as Kubernetes does. @module */
import { labelValueErrors, qualifiedNameErrors } from '../strategy/values/names.ts'

/** A selector that cannot be read; the message is Kubernetes'. */
export class SelectorError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SelectorError'
  }
}

/** What a label must be. */
export interface Requirement {
  readonly key: string
  readonly operator: 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'
  readonly values: readonly string[]
}

/**
 * Parses `a=b,c in (d,e),!f`.
 * @throws SelectorError
 */
export function parseRequirements(text: string): readonly Requirement[] {
  return new Parser(text).requirements()
}

/** A decimal integer of 64 bits. */
export function integerOf(text: unknown): bigint | undefined {
  if (typeof text !== 'string' || !/^[+-]?\d+$/.test(text)) return undefined
  const value = BigInt(text.replace(/^\+/, ''))
  return BigInt.asIntN(64, value) === value ? value : undefined
}

const tokenPattern = /\s*(==|!=|[=!,()<>]|[^\s=!,()<>]+)\s*/y

class Parser {
  readonly #tokens: string[] = []
  #at = 0

  constructor(text: string) {
    tokenPattern.lastIndex = 0
    for (let match = tokenPattern.exec(text); match?.[1]; match = tokenPattern.exec(text)) {
      this.#tokens.push(match[1])
    }
  }

  requirements(): Requirement[] {
    const found: Requirement[] = []
    for (;;) {
      const start = this.#peek()
      if (start === '') return found
      if (start !== '!' && !isIdentifier(start)) {
        throw new SelectorError(`found '${start}', expected: !, identifier, or 'end of string'`)
      }
      found.push(this.#readRequirement())
      const next = this.#next()
      if (next === '') return found
      if (next !== ',') throw new SelectorError(`found '${next}', expected: ',' or 'end of string'`)
      const following = this.#peek()
      if (following !== '!' && !isIdentifier(following)) {
        throw new SelectorError(`found '${following}', expected: identifier after ','`)
      }
    }
  }

  #readRequirement(): Requirement {
    try {
      return this.#requirement()
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error
      throw new SelectorError(`unable to parse requirement: ${error.message}`)
    }
  }

  #requirement(): Requirement {
    const negated = this.#peek() === '!'
    if (negated) this.#at++
    const key = this.#next()
    if (!isIdentifier(key)) throw new SelectorError(`found '${key}', expected: identifier`)
    const keyErrors = qualifiedNameErrors(key)
    if (keyErrors.length > 0) throw invalidText('<nil>', key, keyErrors)
    if (negated) return { key, operator: '!', values: [] }
    const operator = this.#peek()
    if (operator === '' || operator === ',') return { key, operator: 'exists', values: [] }
    this.#at++
    return checked(this.#comparison(key, operator))
  }

  #comparison(key: string, operator: string): Requirement {
    switch (operator) {
      case '=':
      case '==':
        return { key, operator: 'in', values: [this.#exact()] }
      case '!=':
        return { key, operator: 'notin', values: [this.#exact()] }
      case 'in':
      case 'notin':
        return { key, operator, values: this.#set() }
      case '>':
        return { key, operator: 'gt', values: [this.#exact()] }
      case '<':
        return { key, operator: 'lt', values: [this.#exact()] }
      default:
        throw new SelectorError(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`)
    }
  }

  #exact(): string {
    const token = this.#peek()
    if (token === '' || token === ',') return ''
    this.#at++
    if (!isIdentifier(token)) throw new SelectorError(`found '${token}', expected: identifier`)
    return token
  }

  #set(): string[] {
    const open = this.#next()
    if (open !== '(') throw new SelectorError(`found '${open}' expected: '('`)
    const first = this.#peek()
    if (first === ')') this.#at++
    if (first === ')') return ['']
    if (first !== ',' && !isIdentifier(first)) {
      throw new SelectorError(`found '${first}', expected: ',', ')' or identifier`)
    }
    const values = this.#identifiers()
    const close = this.#next()
    if (close !== ')') throw new SelectorError(`found '${first}', expected: ')'`)
    return [...values].sort()
  }

  /** Nothing before, between or after commas is the empty value. */
  #identifiers(): Set<string> {
    const values = new Set<string>()
    for (;;) {
      const token = this.#next()
      const following = this.#peek()
      if (token === ',') {
        if (values.size === 0) values.add('')
        if (following === ')') return values.add('')
        if (following === ',') {
          this.#at++
          values.add('')
        }
      } else if (isIdentifier(token)) {
        values.add(token)
        if (following === ')') return values
        if (following !== ',') throw new SelectorError(`found '${following}', expected: ',' or ')'`)
      } else throw new SelectorError(`found '${token}', expected: ',', or identifier`)
    }
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? ''
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? ''
  }
}

function isIdentifier(token: string): boolean {
  return token !== '' && !/^[=!,()<>]/.test(token)
}

/** Numbers are compared with numbers, everything else with what a label can be. */
function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement
  const isNumeric = operator === 'gt' || operator === 'lt'
  for (const [i, value] of values.entries()) {
    if (isNumeric && integerOf(value) === undefined) {
      throw invalidText(`values[${i}]`, value, ["for 'Gt', 'Lt' operators, the value must be an integer"])
    }
    const errors = labelValueErrors(value)
    if (errors.length > 0) throw invalidText(`values[${i}][${key}]`, value, errors)
  }
  return requirement
}

function invalidText(path: string, value: string, errors: readonly string[]): SelectorError {
  return new SelectorError(`${path}: Invalid value: ${JSON.stringify(value)}: ${errors.join('; ')}`)
}
