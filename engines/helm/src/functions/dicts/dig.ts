import { type GoMap, type GoValue, typeName } from '@sluice/gotemplate'

/** The value under a path of keys: `dig KEY… DEFAULT MAP`. */
export function dig(...values: GoValue[]): GoValue {
  if (values.length < 3) throw new Error('dig needs at least three arguments')
  const keys = values.slice(0, -2)
  let step = asMap(values.at(-1))
  const path = keys.map(asString)
  for (const [i, key] of path.entries()) {
    if (!Object.hasOwn(step, key)) return values.at(-2)
    const value = step[key]
    if (i === path.length - 1) return value
    step = asMap(value)
  }
  return undefined
}

const mapType = 'map[string]interface {}'

function asMap(value: GoValue): GoMap {
  if (typeName(value) === mapType) return value as GoMap
  throw new Error(conversionError(value, mapType))
}

function asString(value: GoValue): string {
  if (typeof value === 'string') return value
  throw new Error(conversionError(value, 'string'))
}

/** What Go says when an interface holds another type than the one asked for. */
function conversionError(value: GoValue, wanted: string): string {
  const found = value === null || value === undefined ? 'nil' : typeName(value)
  return `interface conversion: interface {} is ${found}, not ${wanted}`
}
