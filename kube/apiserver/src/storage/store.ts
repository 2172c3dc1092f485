import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { Collection } from './collection.ts'
import type { Journal } from './journal.ts'
import { StoreContext } from './store-context.ts'
import { type Change, type IndexedFields, Stored } from './stored.ts'

/** A write that met another one: the object is not at the expected version any more. */
export class VersionConflict extends Error {
  constructor() {
    super('the stored object is at another version')
    this.name = 'VersionConflict'
  }
}

export interface WriteResult {
  readonly stored: Stored
  /** Settles when the write would survive the process. */
  readonly durable: Promise<void>
}

/** Bytes of text whose objects stay parsed, once and once more. */
const keptParsed = 4 * 1024 ** 2

/** Bytes of text whose objects stay parsed though nobody uses them: not worth the parsing. */
const fewParsed = 256 * 1024

/** What a write expects to find: an exact object, or nothing. */
export type Expected = Stored | undefined

/**
 * All objects of a server. Reads come from memory, and what is long unused from the journal; writes are in memory at
 * once, and durable (and only then told to watchers) when the journal has them. One counter versions everything.
 */
export class Store {
  #version: number
  #collections = new Map<string, Collection>()
  #journal: Journal | undefined
  #startVersion: number
  readonly #context: StoreContext
  #listeners = new Set<(storageKey: string, change: Change) => void>()

  constructor(journal?: Journal) {
    this.#journal = journal
    this.#version = journal?.startVersion() ?? 1
    this.#startVersion = this.#version
    this.#context = new StoreContext(keptParsed, journal)
    for (const row of journal?.rows() ?? []) {
      this.collection(row.storageKey).load(Stored.inJournal(row, row, this.#context))
    }
    for (const collection of this.#collections.values()) collection.sort()
  }

  /** The version of the newest write. */
  get version(): number {
    return this.#version
  }

  get(storageKey: string, namespace: string, name: string): Stored | undefined {
    return this.#collections.get(storageKey)?.get(namespace, name)
  }

  list(storageKey: string, namespace = ''): Stored[] {
    return this.#collections.get(storageKey)?.list(namespace) ?? []
  }

  collection(storageKey: string): Collection {
    let collection = this.#collections.get(storageKey)
    if (!collection) {
      collection = new Collection(storageKey, this.#startVersion - 1)
      this.#collections.set(storageKey, collection)
    }
    return collection
  }

  /** Names of the collections that hold something. */
  storageKeys(): string[] {
    return [...this.#collections.values()].filter(each => each.size > 0).map(each => each.storageKey)
  }

  /**
   * Writes an object over `expected`, or creates it where `expected` is undefined.
   * @throws VersionConflict where something else is stored
   */
  put(storageKey: string, object: JsonObject, expected: Expected): WriteResult {
    const { namespace, name } = identityOf(object)
    const collection = this.collection(storageKey)
    const before = collection.get(namespace, name)
    if (before !== expected) throw new VersionConflict()
    const version = ++this.#version
    const now = Stored.of({ namespace, name, version }, atVersion(object, version), this.#context)
    return this.#commit(collection, { version, now, before }, now)
  }

  /**
   * Creates an object of which only the text is known, made for its version.
   * @throws VersionConflict where something is stored
   */
  create(
    storageKey: string,
    { namespace, name }: { readonly namespace: string; readonly name: string },
    textAt: (version: number) => IndexedFields & { readonly text: string },
  ): WriteResult {
    const collection = this.collection(storageKey)
    if (collection.get(namespace, name)) throw new VersionConflict()
    const version = ++this.#version
    const { text, ...fields } = textAt(version)
    const now = Stored.fromText({ namespace, name, version }, text, fields, this.#context)
    return this.#commit(collection, { version, now, before: undefined }, now)
  }

  /**
   * Removes an object. The result is its last state at the version of the deletion.
   * @param last what watchers see as the last state, where it is not `expected` itself
   */
  delete(storageKey: string, expected: Stored, last: JsonObject = expected.object): WriteResult {
    const collection = this.collection(storageKey)
    const before = collection.get(expected.namespace, expected.name)
    if (before !== expected) throw new VersionConflict()
    const version = ++this.#version
    const { namespace, name } = expected
    const gone = Stored.of({ namespace, name, version }, atVersion(last, version), this.#context)
    return this.#commit(collection, { version, now: undefined, before, last: gone }, gone)
  }

  /** Calls `listener` with every durable change of a kind; returns how to stop that. */
  listen(storageKey: string, listener: (change: Change) => void): () => void {
    const { listeners } = this.collection(storageKey)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Calls `listener` with every durable change of any kind; returns how to stop that. */
  listenAll(listener: (storageKey: string, change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Forgets history up to `version`: watches from before it are expired. */
  compact(version: number): void {
    for (const collection of this.#collections.values()) collection.compact(version)
  }

  /** Has what was not used since the last but one call keep less in memory, where that is more than `few` bytes. */
  forgetUnused(few = fewParsed): void {
    this.#context.recent.turnAbove(few)
  }

  async close(): Promise<void> {
    await this.#journal?.close()
  }

  #commit(collection: Collection, change: Change, stored: Stored): WriteResult {
    collection.apply(change)
    const tell = () => {
      for (const listener of collection.listeners) listener(change)
      for (const listener of this.#listeners) listener(collection.storageKey, change)
    }
    if (this.#journal) return { stored, durable: this.#journal.append(collection.storageKey, change, tell) }
    tell()
    return { stored, durable: done }
  }
}

const done = Promise.resolve()

function identityOf(object: JsonObject): { namespace: string; name: string } {
  const metadata = object['metadata']
  if (!isJsonObject(metadata) || typeof metadata['name'] !== 'string') {
    throw new TypeError('an object without a name cannot be stored')
  }
  const namespace = metadata['namespace']
  return { namespace: typeof namespace === 'string' ? namespace : '', name: metadata['name'] }
}

/** Kind first, metadata in the order of its Go type: what clients show unsorted then reads as they know it. */
function atVersion(object: JsonObject, version: number): JsonObject {
  const { apiVersion, kind, metadata, ...rest } = object
  const given = isJsonObject(metadata) ? metadata : {}
  return { kind, apiVersion, metadata: orderedMeta({ ...given, resourceVersion: String(version) }), ...rest }
}

const metaOrder = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]

/** Metadata with its members in the usual order. */
export function orderedMeta(metadata: JsonObject): JsonObject {
  const ordered: Record<string, JsonObject[string]> = {}
  for (const key of metaOrder) if (metadata[key] !== undefined) ordered[key] = metadata[key]
  return { ...ordered, ...metadata }
}
