import { Backoff, type BackoffBounds, jittered } from './backoff.ts'
import { type CacheChange, keyOf, type ObjectCache, splitKey } from './cache.ts'
import type { Reconciler, SecondaryWatch } from './definition.ts'
import { Interrupted, type Trigger } from './errors.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { WorkQueue } from './queue.ts'
import { type Next, type ReconcileEnvironment, reconcileObject } from './reconcile-object.ts'
import type { AnyObject } from './run.ts'
import { requestAnnotation } from './run-state.ts'

/** What a controller runs with. */
export interface ControllerOptions<T extends AnyObject>
  extends Omit<ReconcileEnvironment<T>, 'observe' | 'signal' | 'interruption' | 'reconciler'> {
  readonly cache: ObjectCache<T>
  readonly concurrency: number
  readonly retry: BackoffBounds
  readonly jitterPercent: number
  readonly random: () => number
  readonly metrics: Metrics | undefined
}

/** Runs one reconciler: puts objects in a queue when they or what they depend on change, and works it off. */
export class Controller<T extends AnyObject> {
  readonly reconciler: Reconciler<T>
  readonly #options: ControllerOptions<T>
  readonly #queue: WorkQueue
  readonly #backoff: Backoff
  readonly #abort = new AbortController()
  readonly #unsubscribe: (() => void)[] = []
  /** Of the runs that may be interrupted. */
  readonly #interruptions = new Map<string, AbortController>()
  #workers: Promise<void>[] = []

  constructor(reconciler: Reconciler<T>, options: ControllerOptions<T>) {
    this.reconciler = reconciler
    this.#options = options
    this.#queue = new WorkQueue(options.clock)
    this.#backoff = new Backoff(options.retry)
    for (const [name, values] of Object.entries(reconciler.indexes)) options.cache.addIndex(name, values)
    this.#unsubscribe.push(options.cache.subscribe(change => this.#onChange(change)))
    const stopWakeups = reconciler.wakeups?.(key => this.#queue.add(keyOf(key)))
    if (stopWakeups) this.#unsubscribe.push(stopWakeups)
  }

  /** Adds the objects that a change of another kind concerns. */
  follow<O extends AnyObject>(watch: SecondaryWatch<T, O>, cache: ObjectCache<O>): void {
    const listener = ({ type, object, previous }: CacheChange<O>) => {
      if (type === 'removed') return
      try {
        const counts = watch.when ? watch.when(object, previous) : true
        if (!counts) return
        for (const key of watch.map(object, this.#options.cache))
          this.#wake(keyOf(key), watch.kind.kind, object)
      } catch (error) {
        this.#options.log.error('cannot tell whom a change concerns', error, { changed: watch.kind.kind })
      }
    }
    this.#unsubscribe.push(cache.subscribe(listener))
  }

  start(): void {
    this.#workers = Array.from({ length: this.#options.concurrency }, () => this.#work())
  }

  /** Stops taking work. Runs get `grace` milliseconds to end by themselves before their signal aborts. */
  async stop(grace: number): Promise<void> {
    for (const stop of this.#unsubscribe) stop()
    this.#queue.close()
    const ended = Promise.all(this.#workers)
    const cancel = this.#options.clock.after(grace, () =>
      this.#abort.abort(new Error('the process is shutting down')),
    )
    await ended
    cancel()
  }

  #onChange({ type, object, previous }: CacheChange<T>): void {
    const key = keyOf(object.metadata)
    if (type === 'removed') {
      this.#queue.drop(key)
      this.#backoff.forget(key)
      this.#options.metrics?.forget(this.#labels(key))
    } else if (!previous || wantsWork(object, previous)) this.#wake(key, this.reconciler.kind.kind, object)
  }

  #wake(key: string, kind: string, { metadata: { namespace = '', name } }: AnyObject): void {
    this.#queue.add(key)
    const trigger: Trigger = { kind, namespace, name }
    this.#interruptions.get(key)?.abort(new Interrupted(trigger))
  }

  async #work(): Promise<void> {
    for (let key = await this.#queue.take(); key !== undefined; key = await this.#queue.take()) {
      this.#tellLoad()
      try {
        await this.#reconcile(key)
      } finally {
        this.#queue.done(key)
        this.#tellLoad()
      }
    }
  }

  async #reconcile(key: string): Promise<void> {
    const { cache, clock, log, metrics } = this.#options
    const { namespace, name } = splitKey(key)
    const object = cache.get(namespace, name)
    if (!object) return
    const { kind } = this.reconciler
    const controller = this.#name
    const scoped = log.with({
      controller,
      controllerGroup: kind.group,
      controllerKind: kind.kind,
      [kind.kind]: { name, namespace },
      namespace,
      name,
    })
    const began = clock.now()
    const next = await this.#interruptibly(key, interruption => this.#contained(object, scoped, interruption))
    // flux: adding the finalizer counts as a try, so that a new object's first retry comes after the second wait.
    if (next.type === 'backoff' && this.#lacksFinalizer(object)) this.#backoff.next(key)
    this.#schedule(key, next)
    const result = next.type === 'backoff' ? 'error' : next.type === 'after' ? 'requeue' : 'success'
    metrics?.reconciled(controller, this.#labels(key), (clock.now() - began) / 1000, result)
  }

  /** Does work with a signal that ends with the controller's own, or when the key is woken. */
  async #interruptibly<R>(key: string, work: (interruption?: AbortSignal) => Promise<R>): Promise<R> {
    if (!this.reconciler.interruptible) return work()
    const { signal } = this.#abort
    const interruption = new AbortController()
    const end = (): void => interruption.abort(signal.reason)
    signal.addEventListener('abort', end)
    this.#interruptions.set(key, interruption)
    try {
      return await work(interruption.signal)
    } finally {
      this.#interruptions.delete(key)
      signal.removeEventListener('abort', end)
    }
  }

  /** No error of one object's run reaches another. */
  async #contained(object: T, log: Log, interruption?: AbortSignal): Promise<Next> {
    const { client, clock, events, progressDelay, cache } = this.#options
    const environment = {
      reconciler: this.reconciler,
      client,
      clock,
      log,
      events,
      progressDelay,
      signal: this.#abort.signal,
      ...(interruption ? { interruption } : {}),
      observe: (state: T) => cache.observe(state),
    }
    try {
      return await reconcileObject(environment, object)
    } catch (error) {
      if (!this.#abort.signal.aborted) log.error('Reconciler error', error)
      return { type: 'backoff' }
    }
  }

  #schedule(key: string, next: Next): void {
    if (next.type === 'backoff') {
      this.#queue.addAfter(key, this.#backoff.next(key))
      return
    }
    this.#backoff.forget(key)
    if (next.type === 'settled') return
    const { jitterPercent, random } = this.#options
    const wait = next.jitter ? jittered(next.milliseconds, jitterPercent, random) : next.milliseconds
    this.#queue.addAfter(key, wait)
  }

  #lacksFinalizer({ metadata }: T): boolean {
    const { finalizer } = this.reconciler
    return finalizer !== undefined && !metadata.finalizers?.includes(finalizer)
  }

  /** The controller's name in logs and metrics, as dashboards know it: `gitrepository`. */
  get #name(): string {
    return this.reconciler.kind.kind.toLowerCase()
  }

  #labels(key: string): { readonly kind: string; readonly name: string; readonly namespace: string } {
    return { kind: this.reconciler.kind.kind, ...splitKey(key) }
  }

  #tellLoad(): void {
    const { metrics, concurrency } = this.#options
    metrics?.load(
      this.reconciler.kind.kind.toLowerCase(),
      this.#queue.active,
      this.#queue.length,
      concurrency,
    )
  }
}

/** Our own status writes, and labels that others set, are no reason to reconcile. */
function wantsWork(object: AnyObject, previous: AnyObject): boolean {
  const [now, before] = [object.metadata, previous.metadata]
  return (
    now.uid !== before.uid ||
    now.generation !== before.generation ||
    now.deletionTimestamp !== before.deletionTimestamp ||
    now.annotations?.[requestAnnotation] !== before.annotations?.[requestAnnotation]
  )
}
