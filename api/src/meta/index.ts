/**
 * Names that all kinds share: annotations, labels, condition types, reasons, finalizers.
 * @module
 */

/** The finalizer of every kind with a controller, but ArtifactGenerator. */
export const finalizer = 'finalizers.fluxcd.io'

/** Annotations that ask something of a controller. */
export const Annotation = {
  /** Any change of its value asks for a reconciliation. */
  RequestedAt: 'reconcile.fluxcd.io/requestedAt',
  /** Equal to RequestedAt: act even without a change, once. */
  ForceAt: 'reconcile.fluxcd.io/forceAt',
  /** Equal to RequestedAt: forget failures, once. */
  ResetAt: 'reconcile.fluxcd.io/resetAt',
} as const

/** The label (value `Enabled`) of ConfigMaps and Secrets whose changes are acted on at once. */
export const watchLabel = 'reconcile.fluxcd.io/watch'

/** The prefix of annotations that travel with each event about an object. */
export const eventAnnotationPrefix = 'event.toolkit.fluxcd.io/'

/** Condition types of every kind. */
export const ConditionType = {
  Ready: 'Ready',
  Reconciling: 'Reconciling',
  Stalled: 'Stalled',
} as const

/** Reasons that any kind may give. */
export const CommonReason = {
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  Progressing: 'Progressing',
  ProgressingWithRetry: 'ProgressingWithRetry',
  Suspended: 'Suspended',
  DependencyNotReady: 'DependencyNotReady',
  InvalidPath: 'InvalidPath',
  InvalidURL: 'InvalidURL',
  InsecureConnectionsDisallowed: 'InsecureConnectionsDisallowed',
  UnsupportedConnectionType: 'UnsupportedConnectionType',
  PruneFailed: 'PruneFailed',
  ArtifactFailed: 'ArtifactFailed',
  BuildFailed: 'BuildFailed',
  HealthCheckFailed: 'HealthCheckFailed',
  HealthCheckCanceled: 'HealthCheckCanceled',
  ReconciliationSucceeded: 'ReconciliationSucceeded',
  ReconciliationFailed: 'ReconciliationFailed',
  InvalidCELExpression: 'InvalidCELExpression',
  FeatureGateDisabled: 'FeatureGateDisabled',
  AccessDenied: 'AccessDenied',
} as const
