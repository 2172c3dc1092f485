import { KustomizeError } from '../errors.ts'
import { isMap, type Json, type JsonMap, member, setMember } from '../resources/json.ts'
import { writtenText } from '../resources/spelling.ts'
import { takeListDirective } from './directives.ts'
import { findItem, keyTexts, setItem, withoutItem } from './list-items.ts'
import { type MergeSchema, type MergeTypes, schemaOfItem } from './merge-schema.ts'
import { mergeValues } from './strategic-merge.ts'

/** What the kinds are made of, and the type of the list at hand, which is merged by keys or as a set. */
export interface KnownList {
  readonly types: MergeTypes
  readonly schema: MergeSchema
}

/**
 * Merges a list whose items are told apart by keys, or by their value. The patch's items come first, in its order.
 * Without a patch, items of the same keys are still made one.
 */
export function mergeLists(
  target: Json[] | null | undefined,
  patch: Json[] | null | undefined,
  known: KnownList,
): Json[] | undefined {
  if (patch === null) return undefined
  if (!target) return patch && mergeItems(patch, patch, known)
  const directive = patch ? takeListDirective(patch) : 'merge'
  if (directive === 'delete') return undefined
  return mergeItems(directive === 'replace' && patch ? patch : target, patch, known)
}

function mergeItems(target: Json[], patch: Json[] | undefined, known: KnownList): Json[] {
  const keys = known.schema.keys ?? []
  if (!patch && areDistinct(target, keys)) return mergeEach(target, known)
  if (keys.length === 0)
    return mergeNamed({ target, patch, names: primitives(target, patch), keys: [''] }, known)
  const names = namesOf(target, patch, keys)
  return mergeNamed({ target, patch, names: keys.length > 1 ? completed(names) : names, keys }, known)
}

/** The usual list without a patch: each item has all keys, no two are alike. */
function areDistinct(list: readonly Json[], keys: readonly string[]): boolean {
  if (keys.length === 0) return false
  const seen = new Set<string>()
  for (const item of list) {
    const texts = keyTexts(item, keys)
    if (texts.includes('')) return false
    seen.add(texts.join('\0'))
  }
  return seen.size === list.length
}

function mergeEach(target: Json[], { types, schema }: KnownList): Json[] {
  const inner = { types, schema: schemaOfItem(schema) }
  return target.map(item => mergeValues(item, undefined, inner) ?? null)
}

/** The names (texts of the keys) of all items, each once: the patch's first. */
function namesOf(
  target: readonly Json[],
  patch: readonly Json[] | undefined,
  keys: readonly string[],
): string[][] {
  const seen = new Map<string, string[]>()
  for (const item of [...(patch ?? []), ...target]) {
    const texts = keyTexts(item, keys)
    const name = texts.join('\0')
    if (!seen.has(name)) seen.set(name, texts)
  }
  return [...seen.values()]
}

function primitives(target: readonly Json[], patch: readonly Json[] | undefined): string[][] {
  const seen = new Set<string>()
  for (const list of [patch ?? [], target])
    for (const [i, item] of list.entries()) seen.add(writtenText(list, i, item))
  return [...seen].map(text => [text])
}

/** Two names that differ only where one has nothing are one name: a port without a protocol is any protocol's. */
function completed(names: string[][]): string[][] {
  for (let i = 0; i < names.length; i++) {
    const one = names[i] ?? []
    for (let j = 0; j < names.length; j++) {
      const both = union(one, names[j] ?? [])
      if (!both) continue
      names[i] = both
      names[j] = both
    }
  }
  return names
}

function union(a: readonly string[], b: readonly string[]): string[] | undefined {
  const isLike = a.some((text, i) => text === b[i])
  const differs = a.some((text, i) => text !== b[i] && text !== '' && b[i] !== '')
  return isLike && !differs ? a.map((text, i) => text || (b[i] ?? '')) : undefined
}

interface Named {
  readonly target: Json[]
  readonly patch: Json[] | undefined
  readonly names: readonly string[][]
  readonly keys: readonly string[]
}

function mergeNamed({ target, patch, names, keys }: Named, { types, schema }: KnownList): Json[] {
  if (names.length === 0) return target
  const inner = { types, schema: schemaOfItem(schema) }
  const used = usedKeys(keys, names)
  const merged: Json[] = []
  for (const name of names) {
    const texts = used.map(i => name[i] ?? '')
    const usedNames = used.map(i => keys[i] ?? '')
    const [own, ownTexts] = present(usedNames, texts)
    const old = findItem(target, own, ownTexts)
    const change = patch && findItem(patch, own, ownTexts)
    const item = mergeValues(old, change, inner)
    if (item === undefined || (isMap(item) && Object.keys(item).length === 0)) {
      withoutItem(target, usedNames, texts)
    } else {
      setItem(merged, named(item, usedNames, texts), usedNames, texts)
    }
  }
  appendItems(
    merged,
    target,
    used.map(i => keys[i] ?? ''),
  )
  return merged
}

/** Positions of the keys that some item has; all, if none has any. */
function usedKeys(keys: readonly string[], names: readonly string[][]): readonly number[] {
  const all = keys.map((_, i) => i)
  const used = all.filter(i => names.some(name => name[i] !== ''))
  return used.length > 0 ? used : all
}

/** The keys of which there is a text; all, if there is none. */
function present(keys: readonly string[], texts: readonly string[]): [readonly string[], readonly string[]] {
  if (texts.every(text => text === '')) return [keys, texts]
  return [keys.filter((_, i) => texts[i] !== ''), texts.filter(text => text !== '')]
}

/** The item with its keys, which a replacing patch may have left out. kustomize: an item of a set becomes a string. */
function named(item: Json, keys: readonly string[], texts: readonly string[]): Json {
  if (keys[0] === '') return texts[0] || item
  keys.forEach((key, i) => {
    const text = texts[i]
    if (isMap(item) && text && member(item, key) === undefined) setMember(item, key, text)
  })
  return item
}

/** Adds the items of a list, those that are there already in their new place. */
function appendItems(into: Json[], items: readonly Json[], keys: readonly string[]): void {
  items.forEach((item, i) => {
    if (keys[0] === '') {
      setItem(into, item, keys, [writtenText(items, i, item)])
      return
    }
    const texts = ownTexts(item, keys, () => into.push(item))
    if (keys.length > 1) withoutItem(into, keys, texts)
    setItem(into, item, keys, texts)
  })
}

function ownTexts(item: Json, keys: readonly string[], onMissing: () => void): string[] {
  if (item !== null && !isMap(item)) {
    const found = Array.isArray(item) ? 'SequenceNode' : 'ScalarNode'
    throw new KustomizeError(`wrong node kind: expected MappingNode but got ${found}`)
  }
  const texts: string[] = []
  for (const key of keys) {
    const value = item === null ? undefined : member(item as JsonMap, key)
    if (value === undefined) onMissing()
    else texts.push(writtenText(item as JsonMap, key, value))
  }
  return texts
}
