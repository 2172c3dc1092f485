import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { keyElement, type PathElement, valueElement } from '../field-set/index.ts'
import type { ListType } from './type.ts'

/** What tells an item apart in an associative list; or why nothing does. */
export type ItemElement =
  | { readonly type: 'element'; readonly element: PathElement }
  | { readonly type: 'none'; readonly why: string }

/** The path element of a list item: by its key fields (or their defaults), or by its value. */
export function itemElement(list: ListType, item: JsonValue): ItemElement {
  return list.keys.length > 0 ? keyedElement(list, item) : setElement(item)
}

function keyedElement(list: ListType, item: JsonValue): ItemElement {
  if (item === null) return none('associative list with keys may not have a null element')
  if (!isJsonObject(item)) return none('associative list with keys may not have non-map elements')
  const fields = list.item.type.map?.fields
  const keys: Record<string, JsonValue> = {}
  let found = false
  for (const name of list.keys) {
    const value = item[name] ?? (name in item ? null : fields?.get(name)?.default)
    if (value === undefined) continue
    keys[name] = value
    found = true
  }
  if (found) return { type: 'element', element: keyElement(keys) }
  const names = list.keys.map(name => JSON.stringify(name)).join(' ')
  return none(
    `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
  )
}

function setElement(item: JsonValue): ItemElement {
  if (isJsonObject(item)) return none("associative list without keys has an element that's a map type")
  if (Array.isArray(item)) return none('not supported: associative list with lists as elements')
  if (item === null) return none("associative list without keys has an element that's an explicit null")
  return { type: 'element', element: valueElement(item) }
}

function none(why: string): ItemElement {
  return { type: 'none', why }
}
