import type { KubeClient } from '../client/index.ts'
import type { Kind } from '../meta/index.ts'
import type { ObjectCache } from './cache.ts'
import type { Reconciler } from './definition.ts'
import type { Log } from './log.ts'
import type { AnyObject } from './run.ts'

/** How reconcilers are run. */
export interface ManagerOptions {
  readonly client: KubeClient
  readonly log: Log
}

/** Runs reconcilers over shared caches. */
export interface Manager {
  /** The shared cache of a kind; its watch starts with the manager (or at once, if that runs). */
  cache<T extends AnyObject>(kind: Kind<T>): ObjectCache<T>
  /** Adds a reconciler. `concurrency`: how many objects at a time (default 4). */
  add<T extends AnyObject>(reconciler: Reconciler<T>, options?: { readonly concurrency?: number }): void
  /** Starts watches and workers; returns when every cache is synced. */
  start(): Promise<void>
  /** Lets runs end (up to the shutdown timeout), then stops everything. */
  stop(): Promise<void>
}
