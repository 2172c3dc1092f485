/**
 * Go's text/template: a template compiled once into closures, rendered many times.
 * @module
 */
export type { MissingKey } from './execute/compile-context.ts'
export { ExecError, Interruption } from './execute/exec-error.ts'
export { SetFunction } from './execute/set-function.ts'
export { type FunctionSource, Template, type TemplateOptions, TemplateSet } from './execute/template-set.ts'
export { type Flags, noFlags } from './format/flags.ts'
export { formatFloat } from './format/format-float.ts'
export { formatValue, printValue } from './format/format-value.ts'
export { quoteString } from './format/quote.ts'
export { sprint, sprintf } from './format/sprintf.ts'
export { ParseError } from './parse/parse-error.ts'
export type { Delimiters } from './parse/parse-template.ts'
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
export { isNilList, isNilMap, nilList, nilMap, typeOfCollection, withType } from './values/go-type.ts'
export type { GoList, GoMap, GoValue } from './values/go-value.ts'
export { Int, type IntKind, int, int64 } from './values/int.ts'
export { isTrue, kindOf, typeName } from './values/kinds.ts'
