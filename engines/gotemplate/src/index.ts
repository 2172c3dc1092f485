/**
 * Go's text/template: a template compiled once into closures, rendered many times.
 * @module
 */
export { type FunctionMap, GoFunction, type ParamType } from './values/go-function.ts'
export { absent, GoObject } from './values/go-object.ts'
export {
  byteLength,
  compareStrings,
  goBytes,
  goString,
  isAscii,
  sliceBytes,
  sortedKeys,
} from './values/go-string.ts'
export { isNilList, nilList, typeOfCollection, withType } from './values/go-type.ts'
export type { GoList, GoMap, GoValue } from './values/go-value.ts'
export { Int, type IntKind, int, int64 } from './values/int.ts'
