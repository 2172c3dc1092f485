import type { KubeObject } from '../meta/index.ts'
import type { Log } from './log.ts'

/** An object of any kind, its spec and status typed by the kind. */
export type AnyObject = KubeObject<unknown, unknown>

/** The status type of an object type. */
export type StatusOf<T extends AnyObject> = NonNullable<T['status']>

/** `trace` events go to Kubernetes only; `info` and `error` to the notification address too. */
export type Severity = 'info' | 'error' | 'trace'

/** How an announcement differs from the usual one. */
export interface AnnounceOptions {
  /** Default: `info`. */
  readonly severity?: Severity
  /** Default: the reason that Ready has at this moment. */
  readonly reason?: string
  /** Added to the run's own; keys are without the API group (`revision`). */
  readonly metadata?: Readonly<Record<string, string | undefined>>
}

/** What a reconciliation sees of the machinery. */
export interface Run<T extends AnyObject = AnyObject, StageName extends string = string> {
  /** Ends when the process shuts down or this run is no longer wanted. */
  readonly signal: AbortSignal
  /**
   * Ends with `signal`, and of a kind that is `interruptible` as soon as another run of the object is wanted; its reason
   * is then `Interrupted`. For waits that would only hold up what is newer.
   */
  readonly interruption: AbortSignal
  readonly log: Log
  /** The value of `reconcile.fluxcd.io/requestedAt`, if it is new: someone asked for this run. */
  readonly requestedAt: string | undefined

  /** The time now, from the runtime's clock. */
  now(): Date

  /**
   * Does a named piece of work: sets Reconciling to what the stage is doing, times it, and gives what it throws the
   * stage's reason (`Stalled`, `Waiting` and `Failed` pass as they are). Success removes the stage's condition.
   */
  stage<R>(name: StageName, work: () => R | Promise<R>): Promise<R>

  /** Values for the `{placeholders}` in the stages' `doing`. */
  describe(values: Readonly<Record<string, string>>): void

  /** Replaces Reconciling's message within a stage. `drift` also turns a Ready=True into Unknown. */
  progress(message: string, options?: { readonly drift?: boolean }): void

  /** Metadata of every later event of this run; keys are without the API group (`revision`). */
  tag(metadata: Readonly<Record<string, string | undefined>>): void

  /**
   * Sets status fields, which are kept whatever happens later in this run. An undefined value removes the field.
   * They are written with the next write of the status; `save` makes it now.
   */
  record(fields: Partial<StatusOf<T>>): Promise<void>

  /** Writes what was recorded so far and returns when it is stored. */
  save(): Promise<void>

  /** Sets a condition of the kind's own (never Ready, Reconciling or Stalled). */
  mark(type: string, status: 'True' | 'False' | 'Unknown', reason: string, message: string): void

  /** Removes a condition of the kind's own. */
  unmark(type: string): void

  /**
   * Sets Ready, for kinds whose Ready sums up conditions of their own; a run that assesses ends with `Told`, or with
   * an error, which overrides it.
   */
  assess(status: 'True' | 'False' | 'Unknown', reason: string, message: string): void

  /** Emits an event about the object. */
  announce(message: string, options?: AnnounceOptions): void
}
