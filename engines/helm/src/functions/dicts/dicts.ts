import { GoFunction, type GoMap, type GoValue, isNilMap, sortedKeys, withType } from '@sluice/gotemplate'
import { getKey, setKey } from '../values/set-key.ts'
import { strval } from '../values/strval.ts'
import { deepCopy } from './deep-copy.ts'
import { dig } from './dig.ts'
import { mergeMaps } from './merge.ts'

const copy = new GoFunction(['any'], deepCopy)
const merge = new GoFunction(['map'], mergeWith({ overwrite: false }), { rest: 'map' })
const mergeOverwrite = new GoFunction(['map'], mergeWith({ overwrite: true }), { rest: 'map' })

/** Maps. `set`, `unset` and the merges change the map they are given, as in Go. */
export const dictFunctions = {
  deepCopy: copy,
  dict: new GoFunction([], dict, { rest: 'any' }),
  dig: new GoFunction([], dig, { rest: 'any' }),
  get: new GoFunction(['map', 'string'], (map: GoMap | null, key: string) => {
    const value = getKey(map, key)
    return value === undefined ? '' : value
  }),
  hasKey: new GoFunction(
    ['map', 'string'],
    (map: GoMap | null, key: string) => map !== null && Object.hasOwn(map, key),
  ),
  keys: new GoFunction([], keys, { rest: 'map' }),
  merge,
  mergeOverwrite,
  mustDeepCopy: copy,
  mustMerge: merge,
  mustMergeOverwrite: mergeOverwrite,
  omit: new GoFunction(['map'], omit, { rest: 'string' }),
  pick: new GoFunction(['map'], pick, { rest: 'string' }),
  pluck: new GoFunction(['string'], pluck, { rest: 'map' }),
  set: new GoFunction(['map', 'string', 'any'], set),
  unset: new GoFunction(['map', 'string'], (map: GoMap | null, key: string) => {
    if (map !== null) delete map[key]
    return map
  }),
  values: new GoFunction(['map'], (map: GoMap | null) => (map ? sortedKeys(map).map(key => map[key]) : [])),
}

function dict(...items: GoValue[]): GoMap {
  const map: GoMap = {}
  for (let i = 0; i < items.length; i += 2)
    setKey(map, strval(items[i]), i + 1 < items.length ? items[i + 1] : '')
  return map
}

function set(map: GoMap | null, key: string, value: GoValue): GoMap {
  if (map === null || isNilMap(map)) throw new Error('assignment to entry in nil map')
  setKey(map, key, value)
  return map
}

/** Go gives the keys in random order; here they are sorted, so that a chart renders the same every time. */
function keys(...maps: (GoMap | null)[]): GoValue {
  return withType(
    maps.flatMap(map => (map ? sortedKeys(map) : [])),
    '[]string',
  )
}

function pick(map: GoMap | null, ...keys: string[]): GoMap {
  const picked: GoMap = {}
  for (const key of keys) {
    const value = getKey(map, key)
    if (value !== undefined) setKey(picked, key, value)
  }
  return picked
}

function omit(map: GoMap | null, ...keys: string[]): GoMap {
  const omitted = new Set(keys)
  return pick(map, ...Object.keys(map ?? {}).filter(key => !omitted.has(key)))
}

function pluck(key: string, ...maps: (GoMap | null)[]): GoValue {
  return maps.map(map => getKey(map, key)).filter(value => value !== undefined)
}

function mergeWith(options: { readonly overwrite: boolean }) {
  return (target: GoMap | null, ...sources: (GoMap | null)[]): GoMap => {
    const merged = target ?? {}
    for (const source of sources) if (source !== null) mergeMaps(merged, source, options)
    return merged
  }
}
