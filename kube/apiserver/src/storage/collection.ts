import { type Change, keyOf, type Stored } from './stored.ts'

/** How many changes of a kind can be watched from or paged at; old states are kept in memory so long. */
const historyLimit = 4_000

/** All objects of one kind, sorted by key, and what happened to them lately. */
export class Collection {
  readonly storageKey: string
  #objects = new Map<string, Stored>()
  #keys: string[] = []
  #changes: Change[] = []
  /** Changes up to this version are forgotten. */
  #compacted: number
  readonly listeners = new Set<(change: Change) => void>()

  constructor(storageKey: string, compacted: number) {
    this.storageKey = storageKey
    this.#compacted = compacted
  }

  get size(): number {
    return this.#keys.length
  }

  get compacted(): number {
    return this.#compacted
  }

  /** That of the latest change; undefined where nothing has changed yet. */
  get version(): number | undefined {
    return this.#changes.at(-1)?.version ?? (this.#compacted || undefined)
  }

  get(namespace: string, name: string): Stored | undefined {
    return this.#objects.get(keyOf(namespace, name))
  }

  /** In order of keys; of one namespace if one is given; those that match. */
  list(namespace: string, matches: (stored: Stored) => boolean = () => true): Stored[] {
    const prefix = namespace ? `${namespace}/` : ''
    const found: Stored[] = []
    for (let i = prefix ? lowerBound(this.#keys, prefix) : 0; i < this.#keys.length; i++) {
      const key = this.#keys[i] ?? ''
      if (prefix && !key.startsWith(prefix)) break
      const stored = this.#objects.get(key)
      if (stored && matches(stored)) found.push(stored)
    }
    return found
  }

  /** The list as it was at `version`; undefined where that is forgotten. */
  listAt(namespace: string, version: number): Stored[] | undefined {
    if (version < this.#compacted) return undefined
    const last = this.#changes.at(-1)
    if (!last || last.version <= version) return this.list(namespace)
    const objects = new Map(this.#objects)
    for (let i = this.#changes.length - 1; i >= 0; i--) {
      const change = this.#changes[i]
      if (!change || change.version <= version) break
      undo(objects, change)
    }
    const prefix = namespace ? `${namespace}/` : ''
    const keys = [...objects.keys()].filter(key => key.startsWith(prefix)).sort(compareKeys)
    return keys.flatMap(key => objects.get(key) ?? [])
  }

  /** Changes after `version`; undefined where some are forgotten. */
  changesSince(version: number): readonly Change[] | undefined {
    if (version < this.#compacted) return undefined
    let start = this.#changes.length
    while (start > 0 && (this.#changes[start - 1]?.version ?? 0) > version) start--
    return this.#changes.slice(start)
  }

  /** Puts an object in at start, without a change; `sort` follows when all are there. */
  load(stored: Stored): void {
    const { key } = stored
    if (!this.#objects.has(key)) this.#keys.push(key)
    this.#objects.set(key, stored)
  }

  sort(): void {
    this.#keys.sort()
  }

  apply(change: Change): void {
    if (change.now) this.#insert(change.now)
    else if (change.before) this.#remove(change.before.key)
    this.#changes.push(change)
    if (this.#changes.length > historyLimit) {
      this.#compacted = this.#changes[historyLimit / 4]?.version ?? change.version
      this.#changes = this.#changes.slice(historyLimit / 4 + 1)
    }
  }

  /** Forgets every change up to `version`. */
  compact(version: number): void {
    if (version <= this.#compacted) return
    this.#changes = this.#changes.filter(change => change.version > version)
    this.#compacted = version
  }

  #insert(stored: Stored): void {
    const key = stored.key
    if (!this.#objects.has(key)) this.#keys.splice(lowerBound(this.#keys, key), 0, key)
    this.#objects.set(key, stored)
  }

  #remove(key: string): void {
    if (this.#objects.delete(key)) this.#keys.splice(lowerBound(this.#keys, key), 1)
  }
}

function undo(objects: Map<string, Stored>, change: Change): void {
  const key = (change.now ?? change.before)?.key
  if (key === undefined) return
  if (change.before) objects.set(key, change.before)
  else objects.delete(key)
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
