/** The kinds of source.toolkit.fluxcd.io. @module */
export { Bucket, type BucketSpec, type BucketStatus } from './bucket.ts'
export {
  ExternalArtifact,
  type ExternalArtifactSpec,
  type ExternalArtifactStatus,
} from './external-artifact.ts'
export {
  type GitInclude,
  type GitReference,
  GitRepository,
  type GitRepositorySpec,
  type GitRepositoryStatus,
} from './git-repository.ts'
export { HelmChart, type HelmChartSpec, type HelmChartStatus } from './helm-chart.ts'
export { HelmRepository, type HelmRepositorySpec, type HelmRepositoryStatus } from './helm-repository.ts'
export { OCIRepository, type OCIRepositorySpec, type OCIRepositoryStatus } from './oci-repository.ts'
export { Reason, SourceCondition } from './reasons.ts'
