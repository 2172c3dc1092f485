/** Sets of field paths, and FieldsV1 text. @module */
export { FieldSet, type Path, showPath } from './field-set.ts'
export { parseFieldsV1, printFieldsV1 } from './fields-v1.ts'
export {
  fieldElement,
  fieldNameOf,
  indexElement,
  keyElement,
  type PathElement,
  showPathElement,
  valueElement,
} from './path-element.ts'
