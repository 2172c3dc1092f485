import type { KubeClient } from '../client/index.ts'
import type { Kind } from '../meta/index.ts'
import type { BackoffBounds } from './backoff.ts'
import type { ObjectCache } from './cache.ts'
import { type Clock, sleep, systemClock } from './clock.ts'
import { Controller } from './controller.ts'
import type { Reconciler, SecondaryWatch } from './definition.ts'
import { EventRecorder } from './event-recorder.ts'
import { type EventSink, everySink } from './events.ts'
import { Informer } from './informer.ts'
import { LeaderElection, type LeaderElectionOptions, leaseName } from './leader-election.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { Notifier } from './notifier.ts'
import type { AnyObject } from './run.ts'

/** Events that cannot be delivered must not hold the process. */
const flushTimeout = 5000

/** How reconcilers are run. Times in milliseconds. */
export interface ManagerOptions {
  readonly client: KubeClient
  readonly log: Log
  readonly metrics?: Metrics
  /** Where events are posted besides being written to the cluster. */
  readonly eventsAddress?: string
  /** More takers of events, such as a notification part in the same process. */
  readonly eventSinks?: readonly EventSink[]
  /** The host name, in events and leases. */
  readonly instance?: string
  /** Watch this namespace only. */
  readonly namespace?: string
  /** Only objects with these labels are reconciled; what they refer to is seen all the same. */
  readonly labelSelector?: string
  /** Objects of a kind at a time. Default 4. */
  readonly concurrency?: number
  /** Default 750 ms to 15 minutes. */
  readonly retry?: BackoffBounds
  /** Default 5. */
  readonly jitterPercent?: number
  /** Progress that lasts shorter is not written. Default 200. */
  readonly progressDelay?: number
  /** How long runs may go on after `stop`. Default 0: their signal aborts at once. */
  readonly shutdownGrace?: number
  /** Reconcile only while holding each controller's Lease. */
  readonly leaderElection?: Pick<
    LeaderElectionOptions,
    'namespace' | 'identity' | 'leaseDuration' | 'renewDeadline' | 'retryPeriod'
  > & { readonly onLost: (controller: string) => void }
  readonly clock?: Clock
  readonly random?: () => number
}

/** Runs reconcilers over shared caches. */
export interface Manager {
  /** The shared cache of a kind; its watch starts with the manager (or at once, if that runs). */
  cache<T extends AnyObject>(kind: Kind<T>, options?: CacheOptions): ObjectCache<T>
  /** Adds a reconciler, before the start. */
  add<T extends AnyObject>(reconciler: Reconciler<T>, options?: { readonly concurrency?: number }): void
  /** Starts watches and, once all caches are synced, workers (as soon as they lead, where that is asked for). */
  start(): Promise<void>
  /** Lets runs end, delivers events, stops everything. */
  stop(): Promise<void>
}

/** Which objects a cache holds, and how much of them. */
export interface CacheOptions {
  readonly labelSelector?: string
  readonly metadataOnly?: boolean
}

/** Creates a manager; nothing runs before `start`. */
export function createManager(options: ManagerOptions): Manager {
  return new ControllerManager(options)
}

class ControllerManager implements Manager {
  readonly #options: ManagerOptions
  readonly #clock: Clock
  readonly #events: EventSink
  readonly #informers = new Map<string, Informer<AnyObject>>()
  readonly #controllers: Controller<AnyObject>[] = []
  readonly #abort = new AbortController()
  readonly #elections: { readonly election: LeaderElection; held: boolean }[] = []
  #started = false

  constructor(options: ManagerOptions) {
    const { client, log, clock = systemClock, eventsAddress, eventSinks = [], instance = '' } = options
    this.#options = options
    this.#clock = clock
    const notifier = eventsAddress ? [new Notifier({ address: eventsAddress, instance, clock, log })] : []
    this.#events = everySink([new EventRecorder({ client, clock, log }), ...notifier, ...eventSinks])
  }

  cache<T extends AnyObject>(kind: Kind<T>, options: CacheOptions = {}): ObjectCache<T> {
    const { client, log, namespace, random = Math.random } = this.#options
    const key = [kind.apiVersion, kind.kind, options.labelSelector, options.metadataOnly].join(' ')
    const known = this.#informers.get(key)
    if (known) return known as unknown as ObjectCache<T>
    const scope = namespace && kind.namespaced ? { namespace } : {}
    const informer = new Informer(kind, { client, log, clock: this.#clock, random, ...scope, ...options })
    this.#informers.set(key, informer as unknown as Informer<AnyObject>)
    if (this.#started) informer.start()
    return informer
  }

  add<T extends AnyObject>(reconciler: Reconciler<T>, options: { readonly concurrency?: number } = {}): void {
    if (this.#started) throw new Error('a reconciler must be added before the start')
    const { client, log, metrics, labelSelector, retry, jitterPercent, progressDelay, random } = this.#options
    const controller = new Controller(reconciler, {
      client,
      log,
      metrics,
      clock: this.#clock,
      events: this.#events,
      cache: this.cache(reconciler.kind, labelSelector ? { labelSelector } : {}),
      concurrency: options.concurrency ?? this.#options.concurrency ?? 4,
      retry: retry ?? { min: 750, max: 15 * 60_000 },
      jitterPercent: jitterPercent ?? 5,
      progressDelay: progressDelay ?? 200,
      random: random ?? Math.random,
    })
    for (const watch of reconciler.watches) this.#follow(controller, watch)
    this.#controllers.push(controller as unknown as Controller<AnyObject>)
  }

  async start(): Promise<void> {
    this.#started = true
    for (const informer of this.#informers.values()) informer.start()
    await Promise.all([...this.#informers.values()].map(informer => informer.whenSynced()))
    const names = new Set(this.#controllers.map(controller => controller.reconciler.controller))
    if (!this.#options.leaderElection) for (const name of names) this.#startControllers(name)
    else for (const name of names) void this.#lead(name)
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    await Promise.all(this.#controllers.map(controller => controller.stop(this.#options.shutdownGrace ?? 0)))
    for (const informer of this.#informers.values()) informer.stop()
    await this.#deliverEvents()
    for (const { election, held } of this.#elections) {
      if (held)
        await election.release().catch(error => this.#options.log.error('cannot release the lease', error))
    }
  }

  async #deliverEvents(): Promise<void> {
    const delivered = new AbortController()
    const waited = sleep(this.#clock, flushTimeout, delivered.signal).catch(() => {})
    await Promise.race([this.#events.flush(), waited])
    delivered.abort()
  }

  #follow<T extends AnyObject>(controller: Controller<T>, watch: SecondaryWatch<T, never>): void {
    const { kind, labelSelector, metadataOnly } = watch as unknown as SecondaryWatch<T>
    const options = { ...(labelSelector ? { labelSelector } : {}), ...(metadataOnly ? { metadataOnly } : {}) }
    controller.follow(watch as unknown as SecondaryWatch<T>, this.cache(kind, options))
  }

  #startControllers(name: string): void {
    for (const controller of this.#controllers)
      if (controller.reconciler.controller === name) controller.start()
  }

  /** Waits for the lease, works while it is held, and reports its loss: two leaders would undo each other's work. */
  async #lead(name: string): Promise<void> {
    const { client, log, labelSelector, leaderElection } = this.#options
    if (!leaderElection) return
    const { onLost, ...times } = leaderElection
    const lease = leaseName(name, labelSelector)
    const entry = {
      election: new LeaderElection({ client, log, clock: this.#clock, name: lease, ...times }),
      held: false,
    }
    this.#elections.push(entry)
    const { signal } = this.#abort
    await entry.election.acquire(signal).catch(() => {})
    if (signal.aborted) return
    entry.held = true
    this.#startControllers(name)
    if (await entry.election.hold(signal)) return
    entry.held = false
    log.error('leader election lost', new Error(`the lease '${lease}' could not be renewed`))
    onLost(name)
  }
}
