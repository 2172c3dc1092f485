/** Bodies to objects of a kind. @module */
export { emptyMap, isEmptyMap, storedForm, withoutEmpty } from './empty.ts'
export { namedType } from './go-type-names.ts'
export { kindMismatch } from './kind-mismatch.ts'
export { isReadable } from './other-versions.ts'
export { readScalar } from './scalars.ts'
export { type DecodeOptions, decodeTyped, TypeMismatch } from './typed.ts'
