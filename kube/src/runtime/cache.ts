import type { AnyObject } from './run.ts'

/** A change that a cache saw. */
export interface CacheChange<T extends AnyObject = AnyObject> {
  readonly type: 'added' | 'changed' | 'removed'
  /** For `removed`, the last known state. */
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
  /** Objects for which the index's function returned this value. */
  byIndex(index: string, value: string): readonly T[]
  /** Adds an index. Adding one of the same name again replaces its function. */
  addIndex(index: string, values: (object: T) => readonly string[]): void
  /** Calls back on every change from now on; objects already there are told first, as `added`. Returns how to stop. */
  subscribe(listener: (change: CacheChange<T>) => void): () => void
  /** Takes in what a write of our own returned, so that the cache is never behind us. */
  observe(object: T): void
}

/** The key of an object in caches and queues. */
export function keyOf({
  namespace = '',
  name,
}: {
  readonly namespace?: string
  readonly name: string
}): string {
  return `${namespace}/${name}`
}

/** The namespace and name of a key. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/')
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

/** Whether `a` is newer than `b`. Versions are compared as the numbers they are; others only by difference. */
export function isNewerVersion(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || a === b) return false
  if (b === undefined || !/^\d+$/.test(a) || !/^\d+$/.test(b)) return true
  return a.length === b.length ? a > b : a.length > b.length
}
