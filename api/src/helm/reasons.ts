import { CommonReason } from '../meta/index.ts'

/** Condition types of a HelmRelease beyond Ready, Reconciling and Stalled. */
export const HelmCondition = {
  Released: 'Released',
  TestSuccess: 'TestSuccess',
  Remediated: 'Remediated',
  Drifted: 'Drifted',
} as const

/** Reasons of a HelmRelease's conditions and events. */
export const Reason = {
  ...CommonReason,
  InstallSucceeded: 'InstallSucceeded',
  InstallFailed: 'InstallFailed',
  UpgradeSucceeded: 'UpgradeSucceeded',
  UpgradeFailed: 'UpgradeFailed',
  RollbackSucceeded: 'RollbackSucceeded',
  RollbackFailed: 'RollbackFailed',
  UninstallSucceeded: 'UninstallSucceeded',
  UninstallFailed: 'UninstallFailed',
  PendingRelease: 'PendingRelease',
  TestSucceeded: 'TestSucceeded',
  TestFailed: 'TestFailed',
  AwaitingTests: 'AwaitingTests',
  DriftDetected: 'DriftDetected',
  NoDriftDetected: 'NoDriftDetected',
  DriftCorrected: 'DriftCorrected',
  DriftCorrectionFailed: 'DriftCorrectionFailed',
  RetriesExceeded: 'RetriesExceeded',
  MissingRollbackTarget: 'MissingRollbackTarget',

  SourceNotReady: 'SourceNotReady',
  ValuesError: 'ValuesError',
  ChartMutateError: 'ChartMutateError',
  RESTClientError: 'RESTClientError',
  ResourceManagerError: 'ResourceManagerError',
  FactoryError: 'FactoryError',
  ConfigFactoryErr: 'ConfigFactoryErr',
  StateError: 'StateError',
  ReconcileError: 'ReconcileError',
  InventoryBuildFailed: 'InventoryBuildFailed',
  NamespaceCheckSkipped: 'NamespaceCheckSkipped',
  HelmChartCreated: 'HelmChartCreated',
  HelmChartConfigured: 'HelmChartConfigured',
  HelmChartDeleted: 'HelmChartDeleted',
  HelmChartSyncErr: 'HelmChartSyncErr',
} as const

/** One of the reasons. */
export type Reason = (typeof Reason)[keyof typeof Reason]

/** Labels and annotations of managed objects. */
export const ManagedBy = {
  /** Label: name of the HelmRelease that made the object. */
  Name: 'helm.toolkit.fluxcd.io/name',
  /** Label: its namespace. */
  Namespace: 'helm.toolkit.fluxcd.io/namespace',
  /** Annotation: `disabled` leaves the object alone. */
  DriftDetection: 'helm.toolkit.fluxcd.io/driftDetection',
} as const
