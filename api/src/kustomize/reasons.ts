import { CommonReason } from '../meta/index.ts'

/** Reasons of a Kustomization's conditions and events. */
export const Reason = {
  ...CommonReason,
  DirectoryCreationFailed: 'DirectoryCreationFailed',
} as const

/** One of the reasons. */
export type Reason = (typeof Reason)[keyof typeof Reason]

/** Whether the applied objects are healthy. */
export const HealthyCondition = 'Healthy'

/** The group of annotations and labels on managed objects. */
const prefix = 'kustomize.toolkit.fluxcd.io/'

/** Labels and annotations of managed objects. */
export const ManagedBy = {
  /** Label: name of the Kustomization that applied the object. */
  Name: `${prefix}name`,
  /** Label: its namespace. */
  Namespace: `${prefix}namespace`,
  Reconcile: `${prefix}reconcile`,
  Ssa: `${prefix}ssa`,
  Force: `${prefix}force`,
  Prune: `${prefix}prune`,
  Substitute: `${prefix}substitute`,
  Decrypt: `${prefix}decrypt`,
} as const
