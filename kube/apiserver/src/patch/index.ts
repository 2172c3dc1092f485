/** Patch bodies to objects, and who owns which field. @module */
export { type ManagedFieldsUpdate, updateManagedFields } from './managed-fields.ts'
export { applyPatchBody, type PatchOutcome, type PatchRequest, type PatchType } from './patch.ts'
export { parentManagers, scaleManagers } from './scale-managers.ts'
