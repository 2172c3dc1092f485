import { isJsonObject, type JsonValue } from '@sluice/base/json'
import type { ListType, MapType, ScalarType, Type } from './type.ts'

/** One shape of a type: how a value is to be handled. */
export type Shape =
  | { readonly type: 'scalar'; readonly scalar: ScalarType }
  | { readonly type: 'list'; readonly list: ListType }
  | { readonly type: 'map'; readonly map: MapType }

/**
 * The shape of `type` that fits the value. For null, an absent value and one that fits none it is the first that
 * the type has: map, scalar, list.
 */
export function shapeFor(type: Type, value: JsonValue | undefined): Shape | undefined {
  if (Array.isArray(value)) {
    if (type.list) return { type: 'list', list: type.list }
  } else if (isJsonObject(value)) {
    if (type.map) return { type: 'map', map: type.map }
  } else if (value !== undefined && value !== null && type.scalar) {
    return { type: 'scalar', scalar: type.scalar }
  }
  if (type.map) return { type: 'map', map: type.map }
  if (type.scalar) return { type: 'scalar', scalar: type.scalar }
  return type.list ? { type: 'list', list: type.list } : undefined
}

/** How two values of one type are handled together: once where their shapes agree, else one after the other. */
export function shapesFor(
  type: Type,
  left: JsonValue | undefined,
  right: JsonValue | undefined,
): readonly Shape[] {
  if (right === undefined) return present(shapeFor(type, left))
  const shape = shapeFor(type, right)
  if (left === undefined) return present(shape)
  const other = shapeFor(type, left)
  const differ = (isOpen(type, left) ? 'open' : other?.type) !== (isOpen(type, right) ? 'open' : shape?.type)
  return differ ? [...present(other), ...present(shape)] : present(shape)
}

/** Null says nothing about the shape of a type that has several. */
function isOpen(type: Type, value: JsonValue): boolean {
  const count = (type.map ? 1 : 0) + (type.scalar ? 1 : 0) + (type.list ? 1 : 0)
  return value === null && count > 1
}

function present(shape: Shape | undefined): readonly Shape[] {
  return shape ? [shape] : []
}
