import { SelectorError } from './label-selector.ts'

/** One clause of a field selector. */
export interface FieldClause {
  readonly field: string
  readonly equal: boolean
  readonly value: string
}

/** Parses `metadata.name=a,spec.nodeName!=b`; a backslash escapes `,`, `=` and itself. */
export function parseFieldSelector(text: string): readonly FieldClause[] {
  return splitUnescaped(text).filter(Boolean).map(parseClause)
}

function parseClause(clause: string): FieldClause {
  const match = /^((?:[^=!\\]|\\.)*?)(!=|==|=)(.*)$/s.exec(clause)
  if (!match) {
    throw new SelectorError(`invalid selector: '${clause}'; can't understand '${clause}'`)
  }
  const [, field = '', operator, value = ''] = match
  return { field: field.trim(), equal: operator !== '!=', value: unescaped(value) }
}

function splitUnescaped(text: string): string[] {
  return text.match(/(?:[^,\\]|\\.)+/gs) ?? []
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/gs, '$1')
}
