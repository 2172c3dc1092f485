/** Patches of JSON objects, and server-side apply. @module */
export {
  ApplyConflict,
  type ApplyRequest,
  applyObject,
  type Conflict,
  type KindVersions,
  keepManagerTimes,
  lastAppliedAnnotation,
  ManagersUnreadable,
  MergeFailed,
  managersAfterScale,
  managersOfScale,
  type ScaleMapping,
  updateManagers,
  type Writer,
} from './apply/index.ts'
export { FieldSet, type Path, parseFieldsV1, printFieldsV1, showPath } from './field-set/index.ts'
export { applyJsonPatch, JsonPatchError } from './patch/json-patch.ts'
export { applyMergePatch } from './patch/merge-patch.ts'
export { StrategicPatchError } from './patch/strategic-error.ts'
export { applyStrategicMergePatch } from './patch/strategic-merge-patch.ts'
export { carriedOut } from './patch/strategic-remainder.ts'
export {
  compareTyped,
  extractFields,
  fieldSetOf,
  fitsType,
  goPrint,
  mergeTyped,
  type Type,
  TypedError,
  type TypeRef,
  typeOfCustomResource,
  typeOfSchema,
  validateTyped,
} from './typed/index.ts'
