import type { AnyObject } from './run.ts'

/** A change that a cache saw. `added` after a relist means: not known before. */
export interface CacheChange<T extends AnyObject = AnyObject> {
  readonly type: 'added' | 'changed' | 'removed'
  readonly object: T
  readonly previous: T | undefined
}

/** Objects of one kind, kept current by a watch. Objects are shared: never change them. */
export interface ObjectCache<T extends AnyObject = AnyObject> {
  /** Whether the first list is in. */
  readonly synced: boolean
  get(namespace: string, name: string): T | undefined
  /** Every object, of one namespace if given. */
  list(namespace?: string): readonly T[]
  /** Objects for which the index function returned this value. */
  byIndex(index: string, value: string): readonly T[]
  /** Calls back on every change from now on; objects already there are told first, as `added`. Returns how to stop. */
  subscribe(listener: (change: CacheChange<T>) => void): () => void
  /** Takes in what a write of our own returned, so that the cache is never behind us. */
  observe(object: T): void
}
