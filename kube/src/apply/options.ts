import type { Health, ObjectRef, Resource } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import type { Clock } from '../runtime/index.ts'
import type { Owner } from './cluster.ts'

/** Fields of some objects whose drift does not count (`spec.ignore`). */
export interface DriftRule {
  /** JSON pointers (RFC 6901). */
  readonly paths: readonly string[]
  /** Absent: every object. */
  readonly matches?: (resource: Resource) => boolean
}

/** How resources are applied. */
export interface ApplyInOrderOptions {
  readonly signal?: AbortSignal
  /** Recreate objects whose immutable fields changed. */
  readonly force?: boolean
  /** Compare every object with the cluster, whatever is remembered of it: for a run that someone asked for. */
  readonly verify?: boolean
  /** Requests at a time. Default 8. */
  readonly concurrency?: number
  /** `<group>/<Kind>` (`<Kind>` for the core group) of kinds applied in a stage of their own before the rest. */
  readonly customStageKinds?: readonly string[]
  /** Managers to take over besides kubectl, before-first-apply and our own updates. */
  readonly overrideManagers?: readonly string[]
  readonly ignore?: readonly DriftRule[]
  /** Called with the objects of a stage that will be written, before the first of them is. */
  readonly beforeWrites?: (refs: readonly ObjectRef[]) => Promise<void>
  /** How long definitions and classes may take to be ready, in milliseconds. Default 60 s. */
  readonly stageTimeout?: number
}

/** How objects are pruned. */
export interface PruneOptions {
  /** Only objects that still carry this owner's labels are deleted. */
  readonly owner: Owner
  readonly signal?: AbortSignal
  /** Requests at a time. Default 8. */
  readonly concurrency?: number
}

/** Judges an object: undefined leaves it to the built-in rules. Throwing makes the object's status Unknown. */
export type HealthRule = (object: JsonObject, ref: ObjectRef) => Health | undefined

/**
 * How often the cluster is looked at, in milliseconds: often at first, then less and less; besides, whenever a watch
 * that there is anyway tells of a change.
 */
export interface PollTimes {
  readonly timeout: number
  /** The longest time between two looks. Default 2 s. */
  readonly interval?: number
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

/** How health is awaited. */
export interface AwaitHealthOptions extends PollTimes {
  /** End at the first object that has failed, though others are in progress. Default true. */
  readonly failFast?: boolean
  /** Rules that come before the built-in ones (CEL expressions). */
  readonly rules?: readonly HealthRule[]
  /** Jobs with ttlSecondsAfterFinished: gone counts as succeeded. */
  readonly mayVanish?: readonly ObjectRef[]
}

/** How termination is awaited. */
export type AwaitTerminationOptions = PollTimes
