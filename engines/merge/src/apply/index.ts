/** Server-side apply: who owns which field of an object. @module */
export { type ApplyRequest, applyObject, ManagersUnreadable, MergeFailed } from './apply-object.ts'
export { ApplyConflict, type Conflict } from './conflicts.ts'
export { lastAppliedAnnotation } from './last-applied.ts'
export { keepManagerTimes } from './same-but-times.ts'
export { managersAfterScale, managersOfScale, type ScaleMapping } from './scale-managers.ts'
export { updateManagers, type Writer } from './update-managers.ts'
export type { KindVersions } from './versions.ts'
