/** Which of the names that a definition asks for it gets: two definitions of a group cannot share one. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import type { Condition } from './conditions.ts'
import type { Definition, Names } from './definition.ts'

export interface NameOutcome {
  readonly accepted: Names
  readonly condition: Condition
}

/** Decides on names; `others` are the other definitions of the group. */
export function acceptNames(definition: Definition, others: readonly Definition[]): NameOutcome {
  const { names: wanted, acceptedNames: had } = definition
  const taken = others.map(each => each.acceptedNames)
  const resources = new Set(
    taken.flatMap(each => [each.plural, each.singular, ...each.shortNames]).filter(Boolean),
  )
  const kinds = new Set(taken.flatMap(each => [each.kind, each.listKind]).filter(Boolean))
  const conflicts: { reason: string; message: string }[] = []
  const choose = (want: string, have: string, used: ReadonlySet<string>, reason: string) => {
    if (want === have || !used.has(want)) return want
    conflicts.push({ reason, message: inUse(want) })
    return have
  }
  const plural = choose(wanted.plural, had.plural, resources, 'PluralConflict')
  const singular = choose(wanted.singular, had.singular, resources, 'SingularConflict')
  const shortNames = chooseShortNames(wanted, had, resources, conflicts)
  const kind = choose(wanted.kind, had.kind, kinds, 'KindConflict')
  const listKind = choose(wanted.listKind, had.listKind, kinds, 'ListKindConflict')
  const accepted = { plural, singular, shortNames, kind, listKind, categories: wanted.categories }
  const conflict = conflicts.at(-1)
  const noConflict = { reason: 'NoConflicts', message: 'no conflicts found' }
  return {
    accepted,
    condition: { type: 'NamesAccepted', status: conflict ? 'False' : 'True', ...(conflict ?? noConflict) },
  }
}

function inUse(name: string): string {
  return `${JSON.stringify(name)} is already in use`
}

function chooseShortNames(
  wanted: Names,
  had: Names,
  used: ReadonlySet<string>,
  conflicts: { reason: string; message: string }[],
): readonly string[] {
  if (deepEqual(wanted.shortNames, had.shortNames)) return wanted.shortNames
  const refused = wanted.shortNames.filter(name => !had.shortNames.includes(name) && used.has(name))
  if (refused.length === 0) return wanted.shortNames
  const texts = [...new Set(refused.map(inUse))]
  conflicts.push({
    reason: 'ShortNamesConflict',
    message: texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`,
  })
  return had.shortNames
}

/** Names as the status holds them: what is empty is left out, plural and kind are not. */
export function namesJson(names: Names): JsonObject {
  return {
    plural: names.plural,
    ...(names.singular ? { singular: names.singular } : {}),
    ...(names.shortNames.length > 0 ? { shortNames: names.shortNames } : {}),
    kind: names.kind,
    ...(names.listKind ? { listKind: names.listKind } : {}),
    ...(names.categories.length > 0 ? { categories: names.categories } : {}),
  }
}
