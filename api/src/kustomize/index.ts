/** The kind of kustomize.toolkit.fluxcd.io. @module */
export {
  Kustomization,
  type KustomizationSnapshot,
  type KustomizationSpec,
  type KustomizationStatus,
  type PostBuild,
} from './kustomization.ts'
export { HealthyCondition, ManagedBy, Reason } from './reasons.ts'
