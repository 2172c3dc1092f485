import type { Spelling } from '@sluice/yaml'
import type { Json } from './json.ts'

/**
 * Beside a list or mapping, hidden: how those of its scalars were written whose value does not tell. kustomize keeps
 * the text of `1.0`, `0x1F` or `~` until the end of the build, and shows it where a value becomes text.
 */
const spellings = Symbol('spellings')

interface Spelled {
  [spellings]?: Map<string, Spelling>
}

/** Remembers how a member was written. */
export function noteSpelling(spelling: Spelling): void {
  const parent = spelling.parent as Spelled
  const known = parent[spellings]
  const key = String(spelling.key)
  if (known) known.set(key, spelling)
  else Object.defineProperty(parent, spellings, { value: new Map([[key, spelling]]) })
}

/** A copy of a list or mapping was written as the original was. */
export function copySpellings(from: object, to: object): void {
  for (const spelling of (from as Spelled)[spellings]?.values() ?? [])
    noteSpelling({ ...spelling, parent: to })
}

/** How a member was written, if its value does not tell and is still the one that was read. */
export function spellingOf(
  parent: object,
  key: string | number,
  value: Json | undefined,
): string | undefined {
  const known = (parent as Spelled)[spellings]?.get(String(key))
  return known !== undefined && Object.is(known.value, value) ? known.text : undefined
}

/** The text of a member that is a scalar, as it was written; empty for everything else. */
export function writtenText(parent: object, key: string | number, value: Json | undefined): string {
  const spelled = spellingOf(parent, key, value)
  if (spelled !== undefined) return spelled
  if (typeof value === 'string') return value
  return value === undefined || (typeof value === 'object' && value !== null) ? '' : String(value)
}
