import {
  isExpired,
  isNotFound,
  isVersionTooLarge,
  type KubeClient,
  KubeError,
  type WatchOptions,
} from '../client/index.ts'
import type { Kind, KubeObject } from '../meta/index.ts'
import { Backoff } from './backoff.ts'
import { isNewerVersion } from './cache.ts'
import { type Clock, sleep } from './clock.ts'
import type { Log } from './log.ts'
import { ObjectStore } from './object-store.ts'
import type { AnyObject } from './run.ts'

/** What an informer watches, and with what. */
export interface InformerOptions {
  readonly client: KubeClient
  readonly clock: Clock
  readonly log: Log
  /** In [0, 1). */
  readonly random: () => number
  /** Absent: every namespace. */
  readonly namespace?: string
  readonly labelSelector?: string
  /** Objects without `spec`, `status` and data. */
  readonly metadataOnly?: boolean
}

const pageSize = 500
const backoffBounds = { min: 100, max: 5000 }
/** How long a kind must be missing until its objects count as gone. */
const missingGrace = 30_000
const initialEventsEnd = 'k8s.io/initial-events-end'

/**
 * Keeps the objects of a kind current: lists them, then watches from there. A broken watch goes on where it ended; one
 * that the server no longer can go on with lists again. A kind that is not served counts as having no objects.
 */
export class Informer<T extends AnyObject> extends ObjectStore<T> {
  readonly kind: Kind<T>
  readonly #options: InformerOptions
  readonly #backoff = new Backoff(backoffBounds)
  #stop: AbortController | undefined
  #version: string | undefined
  #epoch = 0
  #missingSince: number | undefined
  #isReset = false
  #streamsList = true
  #connected = false
  #markSynced: () => void = () => {}
  readonly #whenSynced = new Promise<void>(resolve => (this.#markSynced = resolve))

  constructor(kind: Kind<T>, options: InformerOptions) {
    super()
    this.kind = kind
    this.#options = options
  }

  /** Whether the watch is open at this moment, so that changes arrive as they happen. */
  get connected(): boolean {
    return this.#connected
  }

  /** The version up to which changes are in. */
  get version(): string | undefined {
    return this.#version
  }

  /** Counts how often the server was set back: versions of different epochs cannot be compared. */
  get epoch(): number {
    return this.#epoch
  }

  /** Starts the watch; does nothing if it runs. */
  start(): void {
    if (this.#stop) return
    this.#stop = new AbortController()
    void this.#run(this.#stop.signal)
  }

  stop(): void {
    this.#stop?.abort()
    this.#stop = undefined
  }

  /** Resolves when the first list is in. */
  whenSynced(): Promise<void> {
    return this.#whenSynced
  }

  /** As `observe`, and takes new objects too: what the watch has passed, it has told of, or it is gone again. */
  observeWrite(object: T): void {
    if (isNewerVersion(object.metadata.resourceVersion, this.#version))
      this.put(slim<T>(object as unknown as KubeObject))
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = await this.#round(signal)
      if (wait > 0 && !signal.aborted) await sleep(this.#options.clock, wait, signal).catch(() => {})
    }
  }

  /** Lists if needed and watches until that ends. Returns how long to wait before the next round. */
  async #round(signal: AbortSignal): Promise<number> {
    const began = this.#options.clock.now()
    try {
      if (this.#version === undefined && !this.#streamsList) await this.#list(signal)
      await this.#watch(signal, this.#version === undefined)
      // A watch that ends at once, time and again, must not turn into a busy loop.
      return this.#options.clock.now() - began < 1000 ? 200 : 0
    } catch (error) {
      return signal.aborted ? 0 : this.#afterError(error)
    } finally {
      this.#connected = false
    }
  }

  #afterError(error: unknown): number {
    if (isExpired(error)) {
      this.#version = undefined
      return this.#jitter(this.#backoff.next('') / 4)
    }
    if (isVersionTooLarge(error) && this.#version !== undefined) {
      this.#version = undefined
      this.#isReset = true
      this.#epoch++
      return 0
    }
    if (this.#version === undefined && this.#streamsList && isRefusal(error)) {
      this.#streamsList = false
      return 0
    }
    if (isNotFound(error)) this.#notServed()
    else {
      const message = error instanceof Error ? error.message : String(error)
      this.#options.log.debug('watch failed', { kind: this.kind.kind, error: message })
    }
    return this.#jitter(this.#backoff.next(''))
  }

  /** A server that has just started may not serve every kind yet: what was there is not given up at once. */
  #notServed(): void {
    const now = this.#options.clock.now()
    this.#missingSince ??= now
    if (this.synced && now - this.#missingSince < missingGrace) return
    this.#version = undefined
    this.replaceAll([])
    this.#becomeSynced()
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, metadataOnly } = this.#options
    const objects: T[] = []
    let next: string | undefined
    let version: string | undefined
    do {
      const page = await client.list(this.kind, {
        ...this.#filter(),
        limit: pageSize,
        signal,
        ...(metadataOnly ? { metadataOnly } : {}),
        ...(next ? { continue: next } : {}),
      })
      objects.push(...page.items.map(item => slim<T>(item)))
      version = page.metadata.resourceVersion
      next = page.metadata.continue
    } while (next)
    this.#takeAll(objects)
    this.#version = version
    this.#becomeSynced()
  }

  /** `initial`: the stream begins with the objects there are, and says when these are complete. */
  async #watch(signal: AbortSignal, initial: boolean): Promise<void> {
    let incoming: Map<string, T> | undefined = initial ? new Map() : undefined
    for await (const event of this.#options.client.watch(this.kind, this.#watchOptions(signal, initial))) {
      const object = slim<T>(event.object)
      const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`
      if (event.type === 'BOOKMARK') {
        if (incoming && event.object.metadata.annotations?.[initialEventsEnd] === 'true') {
          this.#takeAll(incoming.values())
          incoming = undefined
          this.#connected = true
          this.#becomeSynced()
        }
      } else if (event.type === 'DELETED') {
        if (incoming) incoming.delete(key)
        else this.remove(object)
      } else if (incoming) incoming.set(key, object)
      else this.put(object)
      if (!incoming) this.#version = event.object.metadata.resourceVersion
    }
  }

  #takeAll(objects: Iterable<T>): void {
    this.replaceAll(objects, this.#isReset)
    this.#isReset = false
  }

  #watchOptions(signal: AbortSignal, initial: boolean): WatchOptions {
    const { metadataOnly, random } = this.#options
    return {
      ...this.#filter(),
      signal,
      allowBookmarks: true,
      timeoutSeconds: Math.floor(300 + random() * 300),
      onOpen: () => {
        this.#backoff.forget('')
        this.#missingSince = undefined
        this.#connected = !initial
      },
      ...(metadataOnly ? { metadataOnly } : {}),
      ...(initial ? { sendInitialEvents: true } : {}),
      ...(this.#version === undefined ? {} : { resourceVersion: this.#version }),
    }
  }

  #filter(): { readonly namespace?: string; readonly labelSelector?: string } {
    const { namespace, labelSelector } = this.#options
    return { ...(namespace ? { namespace } : {}), ...(labelSelector ? { labelSelector } : {}) }
  }

  #becomeSynced(): void {
    this.synced = true
    this.#markSynced()
  }

  #jitter(milliseconds: number): number {
    return milliseconds * (0.75 + this.#options.random() / 2)
  }
}

/** The server does not know a watch that begins with a list. */
function isRefusal(error: unknown): boolean {
  return error instanceof KubeError && (error.status.code === 400 || error.status.code === 422)
}

/** Drops what nobody reads and what takes most of the memory. */
function slim<T extends AnyObject>(object: KubeObject): T {
  if (!object.metadata.managedFields) return object as unknown as T
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata } as unknown as T
}
