import { type GoMap, GoObject, type GoValue } from '@sluice/gotemplate'
import { isEmpty } from '../values/is-empty.ts'
import { isNil } from '../values/nils.ts'
import { setKey } from '../values/set-key.ts'

/**
 * Merges `source` into `target` in place, as mergo does. Maps that both have are merged; a map that only the source
 * has becomes part of the target as it is, so that a later merge changes it in the source too.
 *
 * Without `overwrite` the target's value stays unless it is empty (`false`, `0`, `""`, nil, no elements); with it the
 * source's value always wins, whatever it is, but a map never loses keys to an empty map.
 */
export function mergeMaps(target: GoMap, source: GoMap, options: { readonly overwrite: boolean }): void {
  for (const key of Object.keys(source)) {
    const value = source[key]
    const existing = Object.hasOwn(target, key) ? target[key] : undefined
    if (isNil(value)) {
      if (options.overwrite) setKey(target, key, null)
      continue
    }
    const from = mapOf(value)
    const into = mapOf(existing)
    if (from && into) mergeMaps(into, from, options)
    if (isEmpty(existing)) setKey(target, key, value)
    else if (options.overwrite && !(from && into)) setKey(target, key, value)
  }
}

function mapOf(value: GoValue): GoMap | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof GoObject) {
    const underlying = value.underlying()
    return underlying && isPlainMap(underlying) ? underlying : undefined
  }
  return isPlainMap(value) ? value : undefined
}

function isPlainMap(value: object): value is GoMap {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
