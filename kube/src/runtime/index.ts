/**
 * What every controller shares: caches fed by watches, queues, the frame around a reconciliation (conditions,
 * finalizer, status writes, events, metrics, logs), leader election.
 *
 * A controller is written with `defineReconciler` (definition.ts) and sees of the machinery only its `Run` (run.ts).
 * @module
 */
export type { CacheChange, ObjectCache } from './cache.ts'
export {
  defineReconciler,
  type ObjectKey,
  type Policy,
  type Ready,
  type Reconciler,
  type ReconcilerDefinition,
  ready,
  type SecondaryWatch,
  type Stage,
  watch,
} from './definition.ts'
export { Failed, type FailedOptions, StageFailed, Stalled, Waiting, type WaitingOptions } from './errors.ts'
export type { Log, LogFields, LogLevel } from './log.ts'
export type { Manager, ManagerOptions } from './manager.ts'
export type { AnnounceOptions, AnyObject, Run, Severity, StatusOf } from './run.ts'
