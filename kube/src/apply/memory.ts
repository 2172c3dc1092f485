import type { ObjectRef } from '@sluice/base/flow'
import type { KubeClient } from '../client/index.ts'
import { Kind, type KindInfo, type KubeObject, type ObjectMeta } from '../meta/index.ts'
import { isNewerVersion } from '../runtime/cache.ts'
import { type Clock, Informer, type Log, silentLog, systemClock } from '../runtime/index.ts'
import type { Owner } from './cluster.ts'
import { DriftAlarm } from './drift-alarm.ts'

/** How applied objects are remembered. */
export interface AppliedMemoryOptions {
  readonly client: KubeClient
  /** API group of the owner labels; only objects that carry one are watched. */
  readonly group: string
  /** After so many milliseconds an object is compared again though nothing moved. Default one hour. */
  readonly recheck?: number
  readonly clock?: Clock
  readonly log?: Log
}

/** What is known of an object that nobody touched since. */
export interface KnownObject {
  /** The digest of the resource that was applied. */
  readonly applied: string
  /** The digest of what the server made of it, where it was noted. */
  readonly live?: string
}

interface Entry extends KnownObject {
  readonly fingerprint: string
  readonly version: string | undefined
  /** Of the watch: after the server was set back nothing from before is known. */
  readonly epoch: number
  readonly at: number
  readonly owner: Owner | undefined
}

const hour = 3_600_000

/**
 * Remembers what was applied, and knows from watches of the metadata (one per kind) whether it was touched since: an
 * object that was not needs no request. While a watch is not open, nothing of its kind is known.
 */
export class AppliedMemory {
  readonly #options: AppliedMemoryOptions
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()
  readonly #informers = new Map<string, Informer<KubeObject>>()
  readonly #alarm: DriftAlarm
  readonly #listeners = new Set<(owner: Owner) => void>()
  readonly #watchers = new Map<string, Set<(ref: ObjectRef) => void>>()

  constructor(options: AppliedMemoryOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#alarm = new DriftAlarm(this.#clock)
  }

  /** What is known of the object; undefined if it was touched, is too old to be trusted, or was never applied. */
  find(kind: KindInfo, ref: ObjectRef): KnownObject | undefined {
    const key = keyOf(ref)
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    const informer = this.#informers.get(kindKey(kind))
    if (!informer?.synced || !informer.connected) return undefined
    const expired = this.#clock.now() - entry.at > (this.#options.recheck ?? hour)
    if (!expired && entry.epoch === informer.epoch && isUntouched(entry, informer, ref)) return entry
    this.#entries.delete(key)
    return undefined
  }

  /** Remembers an object by its metadata as the server answered it after (or instead of) the apply of a resource. */
  remember(kind: KindInfo, ref: ObjectRef, known: KnownObject, metadata: ObjectMeta): void {
    const informer = this.#watch(kind)
    this.#entries.set(keyOf(ref), {
      ...known,
      fingerprint: fingerprintOf(metadata),
      version: metadata.resourceVersion,
      epoch: informer.epoch,
      at: this.#clock.now(),
      owner: ownerOf(metadata, this.#options.group),
    })
  }

  forget(ref: ObjectRef): void {
    this.#entries.delete(keyOf(ref))
  }

  /** Calls back with the owner of an object that someone else changed or deleted. Returns how to stop. */
  onTouched(listener: (owner: Owner) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back when one of the objects changes, by itself or by anyone, if its kind is watched. Returns how to stop. */
  onChange(refs: readonly ObjectRef[], watcher: (ref: ObjectRef) => void): () => void {
    for (const ref of refs) {
      const watchers = this.#watchers.get(keyOf(ref)) ?? new Set()
      this.#watchers.set(keyOf(ref), watchers.add(watcher))
    }
    return () => {
      for (const ref of refs) {
        const watchers = this.#watchers.get(keyOf(ref))
        if (watchers?.delete(watcher) && watchers.size === 0) this.#watchers.delete(keyOf(ref))
      }
    }
  }

  stop(): void {
    this.#alarm.stop()
    for (const informer of this.#informers.values()) informer.stop()
  }

  #watch(kind: KindInfo): Informer<KubeObject> {
    const key = kindKey(kind)
    const known = this.#informers.get(key)
    if (known) return known
    const { client, group, log = silentLog } = this.#options
    const informer = new Informer<KubeObject>(new Kind(kind), {
      client,
      log,
      clock: this.#clock,
      random: Math.random,
      labelSelector: `${group}/name`,
      metadataOnly: true,
    })
    this.#informers.set(key, informer)
    informer.subscribe(({ object: { metadata } }) => {
      const { group: apiGroup, version, kind: name } = kind
      const { namespace = '', name: objectName } = metadata
      this.#notice(informer, { group: apiGroup, version, kind: name, namespace, name: objectName })
    })
    informer.start()
    return informer
  }

  #notice(informer: Informer<KubeObject>, ref: ObjectRef): void {
    const key = keyOf(ref)
    for (const watcher of this.#watchers.get(key) ?? []) watcher(ref)
    const isTouched = () => {
      const entry = this.#entries.get(key)
      return entry?.owner !== undefined && !isUntouched(entry, informer, ref)
    }
    if (!isTouched()) return
    this.#alarm.raise(key, isTouched, () => {
      const owner = this.#entries.get(key)?.owner
      if (owner) for (const listener of this.#listeners) listener(owner)
    })
  }
}

function ownerOf({ labels }: ObjectMeta, group: string): Owner | undefined {
  const [name, namespace] = [labels?.[`${group}/name`], labels?.[`${group}/namespace`]]
  return name && namespace ? { name, namespace } : undefined
}

/** The watch may be behind our own writes (then we know better), never behind what it has told. */
function isUntouched(entry: Entry, informer: Informer<KubeObject>, ref: ObjectRef): boolean {
  const seen = informer.get(ref.namespace, ref.name)
  if (!seen) return isNewerVersion(entry.version, informer.version)
  if (isNewerVersion(entry.version, seen.metadata.resourceVersion)) return true
  return fingerprintOf(seen.metadata) === entry.fingerprint
}

/** Changes whenever something other than the status changes; of kinds without a generation, whenever anything does. */
function fingerprintOf(metadata: ObjectMeta): string {
  const { uid, generation, resourceVersion, labels, annotations, deletionTimestamp } = metadata
  return JSON.stringify([
    uid,
    generation ?? resourceVersion,
    sorted(labels),
    sorted(annotations),
    deletionTimestamp,
  ])
}

function sorted(map: Readonly<Record<string, string>> = {}): readonly (readonly [string, string])[] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))
}

function keyOf(ref: ObjectRef): string {
  return `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`
}

function kindKey(kind: KindInfo): string {
  return `${kind.group}/${kind.version}/${kind.plural}`
}
