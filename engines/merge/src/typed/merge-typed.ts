import { isJsonObject, type JsonObject, type JsonValue, memberOf, setMember } from '@sluice/base/json'
import { type PathElement, showPathElement } from '../field-set/index.ts'
import { itemElement } from './item-element.ts'
import { shapeFor } from './shape.ts'
import type { ListType, MapType, Type } from './type.ts'
import { TypedError } from './typed-error.ts'

/** Merges an applied object into the live one: what `applied` states wins, everything else stays. */
export function mergeTyped(type: Type, live: JsonValue, applied: JsonValue): JsonValue {
  return merged(type, live, applied) ?? null
}

type Side = JsonValue | undefined

function merged(type: Type, left: Side, right: Side): Side {
  const shape = shapeFor(type, right === undefined ? left : right)
  if (shape?.type === 'map' && !shape.map.isAtomic) return mergeMaps(shape.map, left, right)
  if (shape?.type === 'list' && shape.list.isAssociative) return mergeLists(shape.list, left, right)
  return right === undefined ? left : right
}

function mergeMaps(map: MapType, left: Side, right: Side): Side {
  if (right === undefined) return left
  const before = isJsonObject(left) ? left : undefined
  const after = isJsonObject(right) ? right : undefined
  if (!before || Object.keys(before).length === 0) {
    if (!after || Object.keys(after).length === 0) return right
  }
  if (!after) return before
  const result: Record<string, JsonValue> = {}
  for (const name in before) {
    const value = mergeMember(map, name, before, after)
    if (value !== undefined) setMember(result, name, value)
  }
  for (const name in after) {
    if (before && memberOf(before, name) !== undefined) continue
    const value = mergeMember(map, name, before ?? {}, after)
    if (value !== undefined) setMember(result, name, value)
  }
  return result
}

function mergeMember(map: MapType, name: string, before: JsonObject, after: JsonObject): Side {
  const ref = map.fields.get(name) ?? map.element
  const left = memberOf(before, name)
  const right = memberOf(after, name)
  return right === undefined || !ref ? (right ?? left) : merged(ref.type, left, right)
}

function mergeLists(list: ListType, left: Side, right: Side): Side {
  if (right === undefined) return left
  const before = Array.isArray(left) ? left : []
  const after = Array.isArray(right) ? right : []
  if (before.length === 0 && after.length === 0) return right
  return new ListMerge(list, before, after).run()
}

interface Indexed {
  readonly elements: readonly PathElement[]
  /** The item of each element; null where it occurs twice. */
  readonly items: ReadonlyMap<PathElement, JsonValue>
}

/**
 * Interleaves two keyed lists: items of both stand in the order of the applied list, new ones where that list
 * has them, those only the live list has stay behind what they stood behind.
 */
class ListMerge {
  readonly #list: ListType
  readonly #before: readonly JsonValue[]
  readonly #left: Indexed
  readonly #right: Indexed
  readonly #out: JsonValue[] = []
  readonly #taken = new Set<PathElement>()
  /** Elements of both lists in the order of the applied one, and how many of them are done. */
  readonly #shared: readonly PathElement[]
  #nextShared = 0

  constructor(list: ListType, before: readonly JsonValue[], after: readonly JsonValue[]) {
    this.#list = list
    this.#before = before
    this.#left = indexed(list, before, true)
    this.#right = indexed(list, after, false)
    this.#shared = this.#right.elements.filter(element => this.#left.items.has(element))
  }

  run(): JsonValue[] {
    const left = this.#left.elements
    const right = this.#right.elements
    let l = 0
    let r = 0
    while (l < left.length || r < right.length) {
      const mine = left[l]
      const theirs = right[r]
      if (mine !== undefined && theirs !== undefined) {
        if (mine === theirs) {
          this.#take(theirs)
          l++
          r++
          this.#nextShared++
          continue
        }
        const next = this.#shared[this.#nextShared]
        if (this.#right.items.has(mine) && next !== undefined && next !== mine) {
          l++
          continue
        }
      }
      if (mine !== undefined) {
        if (!this.#right.items.has(mine)) {
          this.#push(mine, this.#before[l], undefined)
          l++
          continue
        }
        if (this.#taken.has(mine)) l++
      }
      if (theirs !== undefined) {
        this.#take(theirs)
        r++
        if (this.#shared[this.#nextShared] === theirs) this.#nextShared++
      }
    }
    return this.#out
  }

  #take(element: PathElement): void {
    this.#taken.add(element)
    this.#push(element, this.#left.items.get(element), this.#right.items.get(element))
  }

  #push(_element: PathElement, left: Side, right: Side): void {
    const item = merged(this.#list.item.type, left, right)
    if (item !== undefined) this.#out.push(item)
  }
}

function indexed(list: ListType, items: readonly JsonValue[], allowsTwice: boolean): Indexed {
  const elements: PathElement[] = []
  const byElement = new Map<PathElement, JsonValue>()
  for (const [i, item] of items.entries()) {
    const found = itemElement(list, item)
    if (found.type === 'none') throw new TypedError([{ path: '', what: `element ${i}: ${found.why}` }])
    if (!byElement.has(found.element)) byElement.set(found.element, item)
    else if (allowsTwice) byElement.set(found.element, null)
    else {
      const what = `duplicate entries for key ${showPathElement(found.element)}`
      throw new TypedError([{ path: '', what }])
    }
    elements.push(found.element)
  }
  return { elements, items: byElement }
}
