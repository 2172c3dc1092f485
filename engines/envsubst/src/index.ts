/** Replaces `${variables}` in a text, with the string functions of shells that Flux knows. @module */
export { EnvsubstError } from './errors.ts'
export { type Lookup, substitute } from './substitute.ts'
