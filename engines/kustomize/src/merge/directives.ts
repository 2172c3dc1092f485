import { KustomizeError } from '../errors.ts'
import { isMap, type Json, type JsonMap, member, scalarText } from '../resources/json.ts'
import { withoutItem } from './list-items.ts'

/** What a patch wants done with the value it names. */
export type Directive = 'delete' | 'replace' | 'merge'

const name = '$patch'

/**
 * The directive of a mapping, which is taken out of it. Where there is nothing to patch, kustomize leaves one that it
 * does not know (`unchecked`).
 * @throws KustomizeError for one that does not exist
 */
export function takeDirective(patch: JsonMap, mode: 'checked' | 'unchecked'): Directive {
  const value = member(patch, name)
  if (value === undefined) return 'merge'
  const directive = knownDirective(value)
  if (directive) delete patch[name]
  else if (mode === 'checked') throw unknown(value)
  return directive ?? 'merge'
}

/**
 * The directive of a list: that of the first item with one, if this is all the item has. It is taken out of the list.
 * @throws KustomizeError for one that does not exist
 */
export function takeListDirective(patch: Json[]): Directive {
  const item = patch.find((item): item is JsonMap => isMap(item) && Object.hasOwn(item, name))
  if (!item || Object.keys(item).length > 1) return 'merge'
  const value = member(item, name)
  const directive = knownDirective(value)
  if (!directive) throw unknown(value)
  withoutItem(patch, [name], [directive])
  return directive
}

function knownDirective(value: Json | undefined): Directive | undefined {
  return value === 'delete' || value === 'replace' || value === 'merge' ? value : undefined
}

function unknown(value: Json | undefined): KustomizeError {
  return new KustomizeError(`unknown patch strategy '${value === null ? 'null' : scalarText(value)}'`)
}
