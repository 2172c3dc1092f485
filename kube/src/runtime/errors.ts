import type { Severity } from './run.ts'

/** No progress until the spec, an annotation or a watched object changes: `Stalled=True`, `Ready=False`, no retry. */
export class Stalled extends Error {
  override readonly name = 'Stalled'
  readonly reason: string
  /** Whether this generation counts as observed although the kind's policy would say no. */
  readonly observed: boolean
  /** The event's text. */
  readonly event: string

  constructor(
    reason: string,
    message: string,
    options: { readonly observed?: boolean; readonly event?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.reason = reason
    this.observed = options.observed ?? false
    this.event = options.event ?? message
  }
}

/** How a wait is told and when it is tried again. */
export interface WaitingOptions {
  /** Milliseconds until the next try. Default: as after a failure. */
  readonly after?: number
  /** The event's text, or false for none. Default: the message. */
  readonly event?: string | false
  /** The event's severity. Default: `info`. */
  readonly severity?: Severity
  readonly cause?: unknown
}

/** Something else must come first: `Ready=False`, an event, a later try without backoff. */
export class Waiting extends Error {
  override readonly name = 'Waiting'
  readonly reason: string
  readonly options: WaitingOptions

  constructor(reason: string, message: string, options: WaitingOptions = {}) {
    super(message, { cause: options.cause })
    this.reason = reason
    this.options = options
  }
}

/** How a failure differs from the stage's own. */
export interface FailedOptions {
  /** The negative-polarity condition that is True while this lasts. Default: the stage's. */
  readonly condition?: string
  /** `backoff` ignores the policy's retry time. */
  readonly retry?: 'policy' | 'backoff'
  /** The event's reason. Default: the failure's. */
  readonly eventReason?: string
  /** The event's text. Default: the message. */
  readonly event?: string
  readonly cause?: unknown
}

/** A failure whose reason differs from its stage's `failsWith`. Retried as any failure. */
export class Failed extends Error {
  override readonly name = 'Failed'
  readonly reason: string
  readonly options: FailedOptions

  constructor(reason: string, message: string, options: FailedOptions = {}) {
    super(message, { cause: options.cause })
    this.reason = reason
    this.options = options
  }
}

/** The object whose change is the reason for another run. */
export interface Trigger {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** The run is not worth waiting for: another of the same object is wanted, which comes at once. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly reason = 'HealthCheckCanceled'
  readonly event: string

  constructor({ kind, namespace, name }: Trigger) {
    const why = `triggered by ${kind}/${namespace}/${name}`
    super(`New reconciliation ${why}`)
    this.event = `Health checks canceled due to new reconciliation ${why}`
  }
}

/** Wraps whatever a stage threw that was none of the above. The message is the cause's. */
export class StageFailed extends Error {
  override readonly name = 'StageFailed'
  readonly stage: string
  readonly reason: string
  readonly condition: string | undefined

  constructor(stage: string, reason: string, cause: unknown, condition?: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.stage = stage
    this.reason = reason
    this.condition = condition
  }
}
