import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { fieldElement, indexElement, type PathElement, showPathElement } from '../field-set/index.ts'
import { itemElement } from './item-element.ts'
import { shapeFor } from './shape.ts'
import type { ListType, MapType, Type } from './type.ts'
import { containerProblem, scalarProblem, TypedError, type TypedProblem } from './typed-error.ts'

/** Checks an applied object against its type: types, undeclared fields, list items twice. Throws `TypedError`. */
export function validateTyped(type: Type, value: JsonValue): void {
  const problems: TypedProblem[] = []
  new Check(problems).value(type, value, [])
  if (problems.length > 0) throw new TypedError(problems)
}

/** Whether an object that is written fits its type; items of a list may be there twice. */
export function fitsType(type: Type, value: JsonValue): boolean {
  const problems: TypedProblem[] = []
  new Check(problems, { allowsDuplicates: true }).value(type, value, [])
  return problems.length === 0
}

class Check {
  readonly #problems: TypedProblem[]
  readonly #allowsDuplicates: boolean

  constructor(problems: TypedProblem[], { allowsDuplicates = false } = {}) {
    this.#problems = problems
    this.#allowsDuplicates = allowsDuplicates
  }

  value(type: Type, value: JsonValue, path: readonly PathElement[]): void {
    const shape = shapeFor(type, value)
    if (!shape) return
    switch (shape.type) {
      case 'scalar': {
        const problem = scalarProblem(shape.scalar, value)
        if (problem !== undefined) this.#report(path, problem)
        return
      }
      case 'list':
        if (Array.isArray(value)) this.#list(shape.list, value, path)
        else if (value !== null) this.#report(path, containerProblem('list', value))
        return
      case 'map':
        if (isJsonObject(value)) this.#map(shape.map, value, path)
        else if (value !== null) this.#report(path, containerProblem('map', value))
    }
  }

  #list(list: ListType, items: readonly JsonValue[], path: readonly PathElement[]): void {
    const seen = new Set<PathElement>()
    for (const [i, item] of items.entries()) {
      if (!list.isAssociative) {
        this.value(list.item.type, item, [...path, indexElement(i)])
        continue
      }
      const found = itemElement(list, item)
      if (found.type === 'none') {
        this.#report(path, `element ${i}: ${found.why}`)
        return
      }
      if (seen.has(found.element) && !this.#allowsDuplicates) {
        this.#report(path, `duplicate entries for key ${showPathElement(found.element)}`)
      }
      seen.add(found.element)
      this.value(list.item.type, item, [...path, found.element])
    }
  }

  #map(
    map: MapType,
    value: { readonly [key: string]: JsonValue | undefined },
    path: readonly PathElement[],
  ): void {
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue
      const ref = map.fields.get(name) ?? map.element
      const below = [...path, fieldElement(name)]
      if (!ref) {
        this.#report(below, 'field not declared in schema')
        return
      }
      this.value(ref.type, member, below)
    }
  }

  #report(path: readonly PathElement[], what: string): void {
    this.#problems.push({ path: path.map(showPathElement).join(''), what })
  }
}
