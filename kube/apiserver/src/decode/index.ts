export { kindMismatch } from './kind-mismatch.ts'
/** Bodies to objects of a kind. @module */
export { decodeTyped, TypeMismatch } from './typed.ts'
