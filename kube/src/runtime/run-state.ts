import { randomUUID } from 'node:crypto'
import type { Condition } from '../meta/index.ts'
import type { Clock } from './clock.ts'
import { Conditions } from './conditions.ts'
import type { Reconciler } from './definition.ts'
import { Failed, Interrupted, StageFailed, Stalled, Waiting } from './errors.ts'
import { type EventSink, eventMetadata } from './events.ts'
import type { Log } from './log.ts'
import type { AnnounceOptions, AnyObject, Run, StatusOf } from './run.ts'
import type { StatusWriter } from './status-writer.ts'

/** The annotation by which a reconciliation is asked for. */
export const requestAnnotation = 'reconcile.fluxcd.io/requestedAt'

/** What a run works with. */
export interface RunEnvironment<T extends AnyObject> {
  readonly reconciler: Reconciler<T>
  readonly clock: Clock
  readonly log: Log
  readonly events: EventSink
  readonly writer: StatusWriter<T>
  readonly signal: AbortSignal
  /** Default: the signal. */
  readonly interruption?: AbortSignal
  /** Progress that lasts shorter than this, in milliseconds, is never written. */
  readonly progressDelay: number
}

/** One run on one object: the state behind `Run`. */
export class RunState<T extends AnyObject> implements Run<T> {
  /** The object that this run is about, as it was when it began. */
  readonly object: T
  readonly signal: AbortSignal
  readonly interruption: AbortSignal
  readonly log: Log
  readonly requestedAt: string | undefined
  readonly conditions: Conditions
  /** The condition of the stage that failed last. */
  failedCondition: string | undefined
  readonly #environment: RunEnvironment<T>
  readonly #finalizing: boolean
  readonly #fields: Record<string, unknown> = {}
  #placeholders: Readonly<Record<string, string>> = {}
  #tags: Readonly<Record<string, string | undefined>> = {}
  #cancelFlush: (() => void) | undefined

  constructor(environment: RunEnvironment<T>, object: T, finalizing = false) {
    this.#environment = environment
    this.object = object
    this.#finalizing = finalizing
    this.signal = environment.signal
    this.interruption = environment.interruption ?? environment.signal
    this.log = environment.log.with({ reconcileID: randomUUID() })
    const status = statusOf(object)
    const requested = object.metadata.annotations?.[requestAnnotation]
    this.requestedAt = requested === status.lastHandledReconcileAt ? undefined : requested
    this.conditions = new Conditions(status.conditions ?? [], object.metadata.generation ?? 0)
  }

  now(): Date {
    return new Date(this.#environment.clock.now())
  }

  async stage<R>(name: string, work: () => R | Promise<R>): Promise<R> {
    const stage = this.#environment.reconciler.stages[name]
    if (!stage) throw new TypeError(`there is no stage '${name}'`)
    this.signal.throwIfAborted()
    if (stage.doing !== undefined) this.progress(this.#filled(stage.doing))
    const began = this.#environment.clock.now()
    try {
      const result = await work()
      if (stage.condition !== undefined && !this.#finalizing) this.conditions.remove(stage.condition)
      return result
    } catch (error) {
      if (this.signal.aborted) throw error
      if (error instanceof Interrupted) throw error
      this.failedCondition = (error instanceof Failed && error.options.condition) || stage.condition
      if (error instanceof Stalled || error instanceof Waiting || error instanceof Failed) throw error
      throw error instanceof StageFailed
        ? error
        : new StageFailed(name, stage.failsWith, error, stage.condition)
    } finally {
      this.log.debug('stage ended', { stage: name, ms: Math.round(this.#environment.clock.now() - began) })
    }
  }

  describe(values: Readonly<Record<string, string>>): void {
    this.#placeholders = { ...this.#placeholders, ...values }
  }

  progress(message: string, options: { readonly drift?: boolean } = {}): void {
    if (this.#finalizing) return
    this.#setProgress(message, options.drift ?? false)
    this.#saveLater()
  }

  /** Progress before anything has been done; of a routine run it is never written. */
  begin(message: string): void {
    this.#setProgress(message, false)
    const isNew = this.object.metadata.generation !== statusOf(this.object).observedGeneration
    if (isNew || this.requestedAt !== undefined) this.#saveLater()
  }

  tag(metadata: Readonly<Record<string, string | undefined>>): void {
    this.#tags = { ...this.#tags, ...metadata }
  }

  record(fields: Partial<StatusOf<T>>): Promise<void> {
    Object.assign(this.#fields, fields)
    return Promise.resolve()
  }

  async save(): Promise<void> {
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    await this.#environment.writer.write({ fields: { ...this.#fields }, conditions: this.conditions })
  }

  mark(type: string, status: Condition['status'], reason: string, message: string): void {
    if (type === 'Ready' || type === 'Reconciling' || type === 'Stalled') {
      throw new TypeError(`the condition ${type} is the runtime's own`)
    }
    this.setCondition(type, status, reason, message)
  }

  assess(status: Condition['status'], reason: string, message: string): void {
    this.setCondition('Ready', status, reason, message)
  }

  unmark(type: string): void {
    this.conditions.remove(type)
  }

  announce(message: string, options: AnnounceOptions = {}): void {
    const { reconciler, events, writer } = this.#environment
    const severity = options.severity ?? 'info'
    const metadata = eventMetadata(this.object, reconciler.kind.group, {
      ...this.#tags,
      ...options.metadata,
    })
    const reason = options.reason ?? this.conditions.get('Ready')?.reason ?? severity
    const controller = reconciler.controller
    events.emit({
      object: identified(writer.object, reconciler.kind),
      severity,
      reason,
      message,
      metadata,
      controller,
    })
  }

  /** Sets any condition, the runtime's own included. */
  setCondition(type: string, status: Condition['status'], reason: string, message: string): void {
    this.conditions.set({ type, status, reason, message }, this.#environment.clock.now())
  }

  #setProgress(message: string, drift: boolean): void {
    const { policy } = this.#environment.reconciler
    this.setCondition('Reconciling', 'True', 'Progressing', message)
    this.conditions.remove('Stalled')
    const ready = this.conditions.get('Ready')
    if (policy.progressingMessage !== undefined) {
      this.setCondition('Ready', 'Unknown', 'Progressing', policy.progressingMessage)
    } else if (drift || !ready || ready.status === 'Unknown') {
      this.setCondition('Ready', 'Unknown', 'Progressing', message)
    }
  }

  #saveLater(): void {
    const { clock, progressDelay } = this.#environment
    this.#cancelFlush ??= clock.after(progressDelay, () => {
      this.save().catch(error => this.log.error('cannot write progress', error))
    })
  }

  #filled(text: string): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => this.#placeholders[name] ?? whole)
  }
}

/** The members of a status that the runtime reads. */
export function statusOf(object: AnyObject): {
  readonly conditions?: readonly Condition[]
  readonly observedGeneration?: number
  readonly lastHandledReconcileAt?: string
} {
  return object.status ?? {}
}

/** Objects from lists may lack what they are. */
function identified<T extends AnyObject>(
  object: T,
  kind: { readonly apiVersion: string; readonly kind: string },
): T {
  return object.kind ? object : { ...object, apiVersion: kind.apiVersion, kind: kind.kind }
}
