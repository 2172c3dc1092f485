import { type CacheChange, isNewerVersion, keyOf, type ObjectCache } from './cache.ts'
import type { AnyObject } from './run.ts'

interface Index<T> {
  readonly values: (object: T) => readonly string[]
  readonly keys: Map<string, Set<string>>
}

/** Objects by key, with indexes and listeners. */
export class ObjectStore<T extends AnyObject> implements ObjectCache<T> {
  readonly #objects = new Map<string, T>()
  readonly #indexes = new Map<string, Index<T>>()
  readonly #listeners = new Set<(change: CacheChange<T>) => void>()
  synced = false

  get size(): number {
    return this.#objects.size
  }

  get(namespace: string, name: string): T | undefined {
    return this.#objects.get(keyOf({ namespace, name }))
  }

  list(namespace?: string): readonly T[] {
    const all = [...this.#objects.values()]
    return namespace === undefined ? all : all.filter(object => object.metadata.namespace === namespace)
  }

  byIndex(index: string, value: string): readonly T[] {
    const found = this.#indexes.get(index)
    if (!found) throw new TypeError(`there is no index '${index}'`)
    return [...(found.keys.get(value) ?? [])].flatMap(key => this.#objects.get(key) ?? [])
  }

  addIndex(index: string, values: (object: T) => readonly string[]): void {
    const added: Index<T> = { values, keys: new Map() }
    this.#indexes.set(index, added)
    for (const [key, object] of this.#objects) enter(added, key, object)
  }

  subscribe(listener: (change: CacheChange<T>) => void): () => void {
    this.#listeners.add(listener)
    for (const object of this.#objects.values()) listener({ type: 'added', object, previous: undefined })
    return () => this.#listeners.delete(listener)
  }

  /** Only what is known and newer is taken: an answer that arrives after the deletion brings nothing back. */
  observe(object: T): void {
    const known = this.#objects.get(keyOf(object.metadata))
    if (known?.metadata.uid === object.metadata.uid) this.put(object)
  }

  /** Takes an object unless the one known is as new. */
  put(object: T): void {
    const key = keyOf(object.metadata)
    const previous = this.#objects.get(key)
    if (previous && !isNewerVersion(object.metadata.resourceVersion, previous.metadata.resourceVersion))
      return
    this.#replace(key, previous, object)
    this.#tell({ type: previous ? 'changed' : 'added', object, previous })
  }

  /** Removes an object. */
  remove(object: AnyObject): void {
    const key = keyOf(object.metadata)
    const previous = this.#objects.get(key)
    if (!previous) return
    this.#replace(key, previous, undefined)
    this.#tell({ type: 'removed', object: previous, previous })
  }

  /** Makes the store hold exactly these objects. `isReset`: versions went back, so that older ones count too. */
  replaceAll(objects: Iterable<T>, isReset = false): void {
    const kept = new Set<string>()
    for (const object of objects) {
      const key = keyOf(object.metadata)
      kept.add(key)
      const known = this.#objects.get(key)
      if (known && (isReset || known.metadata.uid !== object.metadata.uid)) this.remove(known)
      this.put(object)
    }
    for (const [key, object] of [...this.#objects]) if (!kept.has(key)) this.remove(object)
  }

  #replace(key: string, before: T | undefined, after: T | undefined): void {
    for (const index of this.#indexes.values()) {
      if (before) leave(index, key, before)
      if (after) enter(index, key, after)
    }
    if (after) this.#objects.set(key, after)
    else this.#objects.delete(key)
  }

  #tell(change: CacheChange<T>): void {
    for (const listener of this.#listeners) listener(change)
  }
}

function enter<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.values(object)) {
    const keys = index.keys.get(value)
    if (keys) keys.add(key)
    else index.keys.set(value, new Set([key]))
  }
}

function leave<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.values(object)) {
    const keys = index.keys.get(value)
    keys?.delete(key)
    if (keys?.size === 0) index.keys.delete(value)
  }
}
