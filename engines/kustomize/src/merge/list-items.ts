/**
 * Items of lists that are told apart by the texts of some of their fields (the keys), or by their own text where the
 * only key is empty. Follows kustomize closely: much of what people see of a merge comes from these rules.
 * @module
 */
import { KustomizeError } from '../errors.ts'
import { isMap, type Json, type JsonMap, member } from '../resources/json.ts'
import { writtenText } from '../resources/spelling.ts'

/** The texts of an item's keys; what is missing or empty is ''. */
export function keyTexts(item: Json, keys: readonly string[]): string[] {
  return keys.map(key => {
    const value = isMap(item) ? member(item, key) : undefined
    return value === undefined || value === null ? '' : writtenText(item as JsonMap, key, value)
  })
}

/** The first item whose keys have exactly these texts. */
export function findItem(
  list: readonly Json[] | null | undefined,
  keys: readonly string[],
  texts: readonly string[],
): Json | undefined {
  if (!list) return undefined
  if (keys[0] === '') return list.find((item, i) => textOf(list, i, item) === texts[0])
  return list.find(
    item =>
      isMap(item) &&
      keys.every((key, i) => {
        const value = member(item, key)
        return value !== undefined && writtenText(item, key, value) === texts[i]
      }),
  )
}

/** Puts an item in the place of all that have its keys, or else at the end. Empty items go. */
export function setItem(list: Json[], item: Json, keys: readonly string[], texts: readonly string[]): void {
  if (!replaceItems(list, item, keys, texts)) list.push(item)
}

/** Takes out all items that have these keys. Empty items go too. */
export function withoutItem(list: Json[], keys: readonly string[], texts: readonly string[]): void {
  replaceItems(list, undefined, keys, texts)
}

/** Whether there was anything to replace. */
function replaceItems(
  list: Json[],
  replacement: Json | undefined,
  keys: readonly string[],
  texts: readonly string[],
): boolean {
  const seeksMap = Boolean(keys[0]) && Boolean(texts[0])
  let found = false
  let kept = 0
  list.forEach((item, i) => {
    if (item === null || (isMap(item) && Object.keys(item).length === 0)) return
    let result: Json | undefined = item
    if (isMap(item) || !seeksMap) {
      if (isMatch(list, i, keys, texts)) {
        found = true
        result = replacement
      } else if (texts.length === 0) {
        // kustomize: without a text to look for, nothing else stays.
        result = undefined
      }
    }
    if (result !== undefined) list[kept++] = result
  })
  list.length = kept
  return found
}

/** An empty text stands for any value; a key beyond the texts is as good as the one before. */
function isMatch(
  list: readonly Json[],
  i: number,
  keys: readonly string[],
  texts: readonly string[],
): boolean {
  const item = list[i] ?? null
  let found = false
  for (const [j, key] of keys.entries()) {
    const text = texts[j]
    if (text !== undefined) found = key === '' ? textOf(list, i, item) === text : hasField(item, key, text)
    if (!found) return false
  }
  return true
}

function hasField(item: Json, key: string, text: string): boolean {
  if (!isMap(item)) {
    const found = Array.isArray(item) ? 'SequenceNode' : 'ScalarNode'
    throw new KustomizeError(`wrong node kind: expected MappingNode but got ${found}`)
  }
  const value = member(item, key)
  return value !== undefined && (text === '' || writtenText(item, key, value) === text)
}

function textOf(list: readonly Json[], i: number, item: Json): string {
  return item === null ? '' : writtenText(list, i, item)
}
