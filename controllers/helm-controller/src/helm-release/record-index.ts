/**
 * Which records Helm's storage holds, by a watch of their metadata: most of what is asked about a release costs no
 * request, and the content of a record is read again only after somebody has written it.
 * @module
 */
import type { HelmSnapshot } from '@sluice/api/helm'
import type { ReleaseStatus } from '@sluice/helm/release'
import type { KubeClient } from '@sluice/kube/client'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { type Clock, Informer, type Log, silentLog, systemClock } from '@sluice/kube/runtime'

/** A record as its Secret's metadata tells of it. */
export interface IndexedRecord {
  readonly version: number
  readonly status: string
  /** The name of its Secret. */
  readonly secret: string
  readonly resourceVersion: string | undefined
}

/** What was found when the content of a record was last compared with a snapshot. */
export interface Confirmed extends Pick<HelmSnapshot, 'digest' | 'ociDigest'> {
  readonly status: ReleaseStatus
}

/** What an index is made with. */
export interface RecordIndexOptions {
  readonly client: KubeClient
  readonly clock?: Clock
  readonly log?: Log
}

/** The Secrets that hold records. */
export const secrets = new Kind<KubeObject>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
})

/** Knows which records there are while its watch is open, and nothing while it is not. */
export class RecordIndex {
  readonly #informer: Informer<KubeObject>
  readonly #confirmed = new Map<string, { readonly content: Confirmed; readonly at: string }>()

  constructor({ client, clock = systemClock, log = silentLog }: RecordIndexOptions) {
    this.#informer = new Informer(secrets, {
      client,
      clock,
      log,
      random: Math.random,
      labelSelector: 'owner=helm',
      metadataOnly: true,
    })
    this.#informer.addIndex('release', ({ metadata }) => [
      `${metadata.namespace}/${metadata.labels?.['name'] ?? ''}`,
    ])
    this.#informer.subscribe(({ type, object }) => {
      if (type === 'removed') this.#confirmed.delete(keyOf(object.metadata.namespace, object.metadata.name))
    })
  }

  /** The records of a release, oldest first; undefined where that is not known. */
  find(namespace: string, name: string): readonly IndexedRecord[] | undefined {
    this.#informer.start()
    if (!this.#informer.synced || !this.#informer.connected) return undefined
    return this.#informer
      .byIndex('release', `${namespace}/${name}`)
      .map(indexed)
      .sort((a, b) => a.version - b.version)
  }

  /** Takes in what a write of our own was answered (metadata alone), which the watch may tell of later. */
  wrote(secret: KubeObject): void {
    this.#informer.observeWrite(secret)
  }

  /** Takes in a deletion of our own. */
  removed(namespace: string, secret: string): void {
    this.#informer.remove({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: secret } })
  }

  /** What the content of a record was when it was last looked at, unless it was written since. */
  confirmed(namespace: string, record: IndexedRecord): Confirmed | undefined {
    const known = this.#confirmed.get(keyOf(namespace, record.secret))
    return known?.at === this.#versionOf(record) ? known.content : undefined
  }

  /** Notes what the content of a record is. */
  confirm(namespace: string, record: IndexedRecord, content: Confirmed): void {
    this.#confirmed.set(keyOf(namespace, record.secret), { content, at: this.#versionOf(record) })
  }

  stop(): void {
    this.#informer.stop()
  }

  /** A server that was set back gives its versions once more. */
  #versionOf({ resourceVersion = '' }: IndexedRecord): string {
    return `${this.#informer.epoch} ${resourceVersion}`
  }
}

function indexed({ metadata: { name, labels = {}, resourceVersion } }: KubeObject): IndexedRecord {
  return {
    version: Number(labels['version'] ?? 0),
    status: labels['status'] ?? 'unknown',
    secret: name,
    resourceVersion,
  }
}

function keyOf(namespace: string | undefined, secret: string): string {
  return `${namespace ?? ''}/${secret}`
}
