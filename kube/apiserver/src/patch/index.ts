/** Patch bodies to objects, and who owns which field. @module */
export { typeOf } from './kind-versions.ts'
export { updateManagedFields } from './managed-fields.ts'
export { applyPatchBody, type PatchType } from './patch.ts'
export { parentManagers, scaleManagers } from './scale-managers.ts'
