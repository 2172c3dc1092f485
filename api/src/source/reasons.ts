import { CommonReason } from '../meta/index.ts'

/** Condition types of sources beyond Ready, Reconciling and Stalled. */
export const SourceCondition = {
  ArtifactInStorage: 'ArtifactInStorage',
  ArtifactOutdated: 'ArtifactOutdated',
  SourceVerified: 'SourceVerified',
  FetchFailed: 'FetchFailed',
  BuildFailed: 'BuildFailed',
  StorageOperationFailed: 'StorageOperationFailed',
  IncludeUnavailable: 'IncludeUnavailable',
} as const

/** Reasons of sources' conditions and events. */
export const Reason = {
  ...CommonReason,
  NewArtifact: 'NewArtifact',
  ArtifactUpToDate: 'ArtifactUpToDate',
  GarbageCollectionSucceeded: 'GarbageCollectionSucceeded',
  GarbageCollectionFailed: 'GarbageCollectionFailed',
  ArtifactVerificationFailed: 'ArtifactVerificationFailed',
  CacheOperationFailed: 'CacheOperationFailed',
  PatchOperationFailed: 'PatchOperationFailed',

  NewRevision: 'NewRevision',
  IncludeChange: 'IncludeChange',
  NewChart: 'NewChart',

  URLInvalid: 'URLInvalid',
  AuthenticationFailed: 'AuthenticationFailed',
  InvalidProviderConfiguration: 'InvalidProviderConfiguration',
  GitOperationSucceeded: 'GitOperationSucceeded',
  GitOperationFailed: 'GitOperationFailed',
  EmptyGitRepository: 'EmptyGitRepository',
  OCIArtifactPullFailed: 'OCIArtifactPullFailed',
  OCIArtifactLayerOperationFailed: 'OCIArtifactLayerOperationFailed',
  ReadOperationFailed: 'ReadOperationFailed',
  BucketOperationFailed: 'BucketOperationFailed',
  InvalidSTSConfiguration: 'InvalidSTSConfiguration',
  IndexationFailed: 'IndexationFailed',

  VerificationError: 'VerificationError',
  InvalidVerificationMode: 'InvalidVerificationMode',
  InvalidGitObject: 'InvalidGitObject',
  InvalidTagSignature: 'InvalidTagSignature',
  InvalidCommitSignature: 'InvalidCommitSignature',

  DirectoryCreationFailed: 'DirectoryCreationFailed',
  StatOperationFailed: 'StatOperationFailed',
  ArchiveOperationFailed: 'ArchiveOperationFailed',
  AcquireLockFailed: 'AcquireLockFailed',
  IllegalPath: 'IllegalPath',
  CopyFailure: 'CopyFailure',
  SymlinkUpdateFailed: 'SymlinkUpdateFailed',
  SourceIgnoreError: 'SourceIgnoreError',

  NotFound: 'NotFound',
  NoArtifact: 'NoArtifact',
  NoSourceArtifact: 'NoSourceArtifact',
  SourceUnavailable: 'SourceUnavailable',
  UnsupportedSourceKind: 'UnsupportedSourceKind',

  InvalidChartReference: 'InvalidChartReference',
  ChartPullError: 'ChartPullError',
  ChartPullSucceeded: 'ChartPullSucceeded',
  ChartPackageError: 'ChartPackageError',
  ChartPackageSucceeded: 'ChartPackageSucceeded',
  ChartVerificationError: 'ChartVerificationError',
  MetadataPatchError: 'MetadataPatchError',
  ValuesFilesError: 'ValuesFilesError',
  DependencyBuildError: 'DependencyBuildError',
  ResolvedDependencies: 'ResolvedDependencies',
  Unknown: 'Unknown',
} as const

/** One of the reasons. */
export type Reason = (typeof Reason)[keyof typeof Reason]
