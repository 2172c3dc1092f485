/** The kind of helm.toolkit.fluxcd.io. @module */
export {
  HelmRelease,
  type HelmReleaseSpec,
  type HelmReleaseStatus,
  type HelmSnapshot,
  type ValuesReference,
} from './helm-release.ts'
export { HelmCondition, ManagedBy, Reason } from './reasons.ts'
