import { SelectorError } from './label-requirements.ts'

/** One clause of a field selector. */
export interface FieldClause {
  readonly field: string
  readonly equal: boolean
  readonly value: string
}

/**
 * Parses `metadata.name=a,spec.nodeName!=b`; in a value a backslash escapes `,`, `=` and itself.
 * @throws SelectorError
 */
export function parseFieldSelector(text: string): readonly FieldClause[] {
  const clauses = splitUnescaped(text).filter(Boolean)
  return clauses.sort().map(clause => parseClause(clause, text))
}

function parseClause(clause: string, selector: string): FieldClause {
  const match = /^(.*?)(!=|==|=)(.*)$/s.exec(clause)
  if (!match) {
    throw new SelectorError(`invalid selector: '${selector}'; can't understand '${clause}'`)
  }
  const [, field = '', operator, value = ''] = match
  return { field, equal: operator !== '!=', value: unescaped(value) }
}

/** At the end a backslash escapes nothing, but stays. */
function splitUnescaped(text: string): string[] {
  return text.match(/(?:[^,\\]|\\.|\\$)+/gs) ?? []
}

function unescaped(value: string): string {
  let result = ''
  const characters = [...value]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character === ',' || character === '=') {
      throw new SelectorError(
        `invalid field selector: unescaped character in value: ${character.codePointAt(0)}`,
      )
    }
    if (character !== '\\') {
      result += character
      continue
    }
    const escaped = characters[++i] ?? ''
    if (!['\\', ',', '='].includes(escaped)) {
      throw new SelectorError(`invalid field selector: invalid escape sequence: \\${escaped}`)
    }
    result += escaped
  }
  return result
}
