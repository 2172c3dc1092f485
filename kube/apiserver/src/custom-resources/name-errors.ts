import { dns1035Label, type FieldError, invalid, required } from '@sluice/openapi'
import type { Names } from './definition.ts'

/** Names that a specification must have. */
export function requiredNameErrors(names: Names): readonly FieldError[] {
  const needed = ['plural', 'singular', 'kind', 'listKind'] as const
  return needed.filter(name => names[name] === '').map(name => required(`spec.names.${name}`))
}

/** What is wrong with the names that are there. */
export function nameErrors(names: Names, path: string): readonly FieldError[] {
  const errors = [
    ...label(names.plural, `${path}.plural`),
    ...label(names.singular, `${path}.singular`),
    ...mixedCase(names.kind, `${path}.kind`),
    ...mixedCase(names.listKind, `${path}.listKind`),
    ...names.shortNames.flatMap((name, i) => label(name, `${path}.shortNames[${i}]`, true)),
  ]
  if (names.kind !== '' && names.kind === names.listKind) {
    errors.push(invalid(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same'))
  }
  return [...errors, ...names.categories.flatMap((name, i) => label(name, `${path}.categories[${i}]`, true))]
}

function label(name: string, path: string, checksEmpty = false): FieldError[] {
  const problems = name === '' && !checksEmpty ? [] : dns1035Label(name)
  return problems.length > 0 ? [invalid(path, name, problems.join(','))] : []
}

function mixedCase(name: string, path: string): FieldError[] {
  const problems = name === '' ? [] : dns1035Label(name.toLowerCase())
  if (problems.length === 0) return []
  return [invalid(path, name, `may have mixed case, but should otherwise match: ${problems.join(',')}`)]
}
