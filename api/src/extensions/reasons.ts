import { CommonReason } from '../meta/index.ts'

/** Reasons of an ArtifactGenerator's conditions and events. */
export const Reason = {
  ...CommonReason,
  ReconciliationDisabled: 'ReconciliationDisabled',
  ValidationFailed: 'ValidationFailed',
  SourceFetchFailed: 'SourceFetchFailed',
  NotReady: 'NotReady',
  GenerationChanged: 'GenerationChanged',
  SourcesChanged: 'SourcesChanged',
  ArtifactsChanged: 'ArtifactsChanged',
  ArtifactMissing: 'ArtifactMissing',
  ArtifactCorrupted: 'ArtifactCorrupted',
  ExternalArtifactsNotFound: 'ExternalArtifactsNotFound',
  ExternalArtifactsChanged: 'ExternalArtifactsChanged',
  NoDriftDetected: 'NoDriftDetected',
} as const

/** One of the reasons. */
export type Reason = (typeof Reason)[keyof typeof Reason]

/** The finalizer of ArtifactGenerators, which differs from that of all other kinds. */
export const generatorFinalizer = 'source.extensions.fluxcd.io/finalizer'

/** Label of an ExternalArtifact: the uid of the generator that made it. */
export const generatorLabel = 'source.extensions.fluxcd.io/generator'

/** Annotation of a generator: `disabled` pauses it. */
export const reconcileAnnotation = 'source.extensions.fluxcd.io/reconcile'
