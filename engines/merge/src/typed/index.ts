/** Objects seen through their schema: compare, merge, take apart. @module */
export { type Comparison, compareTyped, exceptFields } from './compare.ts'
export { fieldSetOf, withNamedFields } from './field-set-of.ts'
export { mergeTyped } from './merge-typed.ts'
export { reconcileFieldSet } from './reconcile.ts'
export { extractFields, removeFields } from './remove-fields.ts'
export { type Type, type TypeRef, typeOfCustomResource, typeOfSchema } from './type.ts'
export { TypedError } from './typed-error.ts'
export { validateTyped } from './validate.ts'
