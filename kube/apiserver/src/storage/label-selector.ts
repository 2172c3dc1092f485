import { isJsonObject, type JsonObject } from '@sluice/base/json'

/** Whether labels match; made from a selector in text. */
export type LabelMatcher = (labels: JsonObject) => boolean

/** A selector that cannot be read; the message is Kubernetes'. */
export class SelectorError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SelectorError'
  }
}

interface Requirement {
  readonly key: string
  readonly operator: 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'
  readonly values: readonly string[]
}

const tokenPattern = /\s*(==|!=|[=!,()<>]|[^\s=!,()<>]+)\s*/y

/** Parses `a=b,c in (d,e),!f`. */
export function parseLabelSelector(text: string): LabelMatcher {
  const requirements = new Parser(text).requirements()
  return labels => requirements.every(requirement => matches(requirement, labels))
}

/** The matcher of a LabelSelector object (matchLabels, matchExpressions); an empty one matches everything. */
export function labelSelectorMatcher(selector: JsonObject): LabelMatcher {
  const labels = selector['matchLabels']
  const expressions = selector['matchExpressions']
  const requirements: Requirement[] = []
  for (const [key, value] of Object.entries(isJsonObject(labels) ? labels : {})) {
    requirements.push({ key, operator: 'in', values: [String(value)] })
  }
  for (const each of Array.isArray(expressions) ? expressions : []) {
    const requirement = requirementOf(each)
    if (requirement) requirements.push(requirement)
  }
  return given => requirements.every(requirement => matches(requirement, given))
}

const operators: Readonly<Record<string, Requirement['operator']>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
}

function requirementOf(expression: unknown): Requirement | undefined {
  if (!isJsonObject(expression)) return undefined
  const operator = operators[String(expression['operator'])]
  if (!operator) return undefined
  const values = expression['values']
  return {
    key: String(expression['key']),
    operator,
    values: Array.isArray(values) ? values.map(String) : [],
  }
}

function matches({ key, operator, values }: Requirement, labels: JsonObject): boolean {
  const value = labels[key]
  switch (operator) {
    case 'in':
      return typeof value === 'string' && values.includes(value)
    case 'notin':
      return typeof value !== 'string' || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
      return typeof value === 'string' && Number(value) > Number(values[0])
    case 'lt':
      return typeof value === 'string' && Number(value) < Number(values[0])
  }
}

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
    if (this.#tokens.length === 0) return found
    for (;;) {
      found.push(this.#requirement())
      const next = this.#next()
      if (next === '') return found
      if (next !== ',') throw new SelectorError(`found '${next}', expected: ',' or 'end of string'`)
      if (this.#peek() === '') throw new SelectorError("found '', expected: identifier after ','")
    }
  }

  #requirement(): Requirement {
    const negated = this.#peek() === '!'
    if (negated) this.#at++
    const key = this.#next()
    if (!isIdentifier(key)) throw new SelectorError(`found '${key}', expected: identifier`)
    if (negated) return { key, operator: '!', values: [] }
    const operator = this.#peek()
    if (operator === '' || operator === ',') return { key, operator: 'exists', values: [] }
    this.#at++
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
    const values: string[] = []
    for (;;) {
      const token = this.#next()
      if (token === ')') {
        if (values.length === 0) values.push('')
        return [...new Set(values)]
      }
      if (token === ',') {
        if (values.length === 0 || this.#tokens[this.#at - 2] === ',') values.push('')
        if (this.#peek() === ')') values.push('')
        continue
      }
      if (token === '' || !isIdentifier(token)) {
        throw new SelectorError(`found '${token}', expected: ',' or ')'`)
      }
      values.push(token)
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
