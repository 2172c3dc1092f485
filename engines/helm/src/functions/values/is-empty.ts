import { GoFunction, GoObject, type GoValue, Int } from '@sluice/gotemplate'

/** Whether a value is the zero value of its type or has no elements, which `default` takes for not given. */
export function isEmpty(value: GoValue): boolean {
  if (value === null || value === undefined || value === '' || value === false || value === 0) return true
  if (typeof value !== 'object') return false
  if (value instanceof Int) return value.value === 0n
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0
  if (value instanceof GoObject) return isEmptyObject(value)
  return !(value instanceof GoFunction) && isEmptyMap(value)
}

function isEmptyObject(object: GoObject): boolean {
  const underlying = object.underlying() ?? object.number()
  return underlying !== undefined && isEmpty(underlying)
}

function isEmptyMap(map: object): boolean {
  for (const key in map) if (Object.hasOwn(map, key)) return false
  return true
}
