/** Bodies to objects of a kind. @module */
export { type Decoded, decodeTyped, TypeMismatch } from './typed.ts'
