/**
 * What every controller shares: caches fed by watches, queues, the frame around a reconciliation (conditions,
 * finalizer, status writes, events, metrics, logs), leader election.
 *
 * A controller is written with `defineReconciler` (definition.ts) and sees of the machinery only its `Run` (run.ts);
 * reconcile-object.ts is the frame.
 * @module
 */

export { type CacheChange, keyOf, type ObjectCache } from './cache.ts'
export { type Clock, formatTime, sleep, systemClock } from './clock.ts'
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
  type Told,
  watch,
} from './definition.ts'
export {
  Failed,
  type FailedOptions,
  Interrupted,
  StageFailed,
  Stalled,
  Waiting,
  type WaitingOptions,
} from './errors.ts'
export { type EventFacts, type EventSink, flowEventOf } from './events.ts'
export { ConfigError, type Flag, type FlagValues, type Gates, readFlags } from './flags.ts'
export { type EndpointOptions, type Endpoints, startEndpoints } from './http-endpoints.ts'
export { Informer, type InformerOptions } from './informer.ts'
export { createLog, type Log, type LogFields, type LogLevel, type LogOptions, silentLog } from './log.ts'
export { type CacheOptions, createManager, type Manager, type ManagerOptions } from './manager.ts'
export { createMetrics, type Metrics } from './metrics.ts'
export type { Next } from './reconcile-object.ts'
export { type Reconciled, type ReconcileOnceOptions, reconcileOnce } from './reconcile-once.ts'
export type { AnnounceOptions, AnyObject, Run, Severity, StatusOf } from './run.ts'
export { referenceKey, watchConfigs, watchDependencies, watchSource } from './watch-references.ts'
