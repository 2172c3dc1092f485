import type { Health, ObjectRef, Resource } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import type { Owner } from './cluster.ts'

/** Fields of some objects whose drift does not count (`spec.ignore`). */
export interface DriftRule {
  /** JSON pointers (RFC 6901). */
  readonly paths: readonly string[]
  /** Absent: every object. */
  readonly matches?: (resource: Resource) => boolean
}

/** A manager whose fields are taken over. `exact: false` matches every manager that begins with `name`. */
export interface TakenOverManager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  readonly exact?: boolean
}

/** How resources are applied. */
export interface ApplyInOrderOptions {
  readonly signal?: AbortSignal
  /** Recreate objects whose immutable fields changed. */
  readonly force?: boolean
  /** Requests at a time. Default 8. */
  readonly concurrency?: number
  /** `<group>/<Kind>` (`<Kind>` for the core group) of kinds applied in a stage of their own before the rest. */
  readonly customStageKinds?: readonly string[]
  /** Managers to take over besides kubectl, before-first-apply and our own updates. */
  readonly overrideManagers?: readonly string[]
  readonly ignore?: readonly DriftRule[]
  /** How long definitions and classes may take to be ready, in milliseconds. Default 60 s. */
  readonly stageTimeout?: number
}

/** How objects are pruned. */
export interface PruneOptions {
  /** Only objects that still carry this owner's labels are deleted. */
  readonly owner: Owner
  readonly signal?: AbortSignal
  readonly concurrency?: number
}

/** Judges an object: undefined leaves it to the built-in rules. */
export type HealthRule = (object: JsonObject, ref: ObjectRef) => Health | undefined

/** How health is awaited. */
export interface AwaitHealthOptions {
  /** Milliseconds. */
  readonly timeout: number
  readonly signal?: AbortSignal
  /** Between looks at what is not yet healthy, in milliseconds. Default: 5 s, sooner at first. */
  readonly interval?: number
  /** End at the first Failed object once nothing else is in progress or at once. Default true. */
  readonly failFast?: boolean
  /** Rules that come before the built-in ones (CEL expressions). */
  readonly rules?: readonly HealthRule[]
  /** Jobs with ttlSecondsAfterFinished: gone counts as succeeded. */
  readonly mayVanish?: readonly ObjectRef[]
}

/** How termination is awaited. */
export interface AwaitTerminationOptions {
  readonly timeout: number
  readonly signal?: AbortSignal
  readonly interval?: number
}
