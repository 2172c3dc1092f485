import type { GoFunction } from './go-function.ts'
import type { GoObject } from './go-object.ts'
import type { Int } from './int.ts'

/**
 * A Go value as a template sees it.
 *
 * | Go | here |
 * |---|---|
 * | nil interface | `null` |
 * | the invalid reflect.Value (a missing map key, printed `<no value>`) | `undefined`; functions get `null` for it |
 * | bool, string | `boolean`, `string` (bytes that are no UTF-8: see go-string.ts) |
 * | float64 | `number` |
 * | int, int64, uint8 … | `Int` |
 * | []byte | `Uint8Array` |
 * | []interface{} | an array; another element type is noted by `withType` |
 * | map[string]interface{} | a plain object, read with `Object.hasOwn`; another map type is noted by `withType` |
 * | struct, pointer, anything with methods | `GoObject` |
 * | func | `GoFunction` |
 *
 * What `parseYaml` and `parseJson` give is such a value already: Helm reads every number of a file as a float64.
 * Maps and lists may be changed in place by functions that do so in Go (`set`, `unset`, `mergeOverwrite`).
 */
export type GoValue =
  | null
  | undefined
  | boolean
  | number
  | string
  | Int
  | Uint8Array
  | GoList
  | GoMap
  | GoObject
  | GoFunction

/** A slice. */
export type GoList = GoValue[]

/** A map with string keys. Go's maps have no order: whoever prints or ranges sorts the keys (`sortedKeys`). */
export interface GoMap {
  [key: string]: GoValue
}
