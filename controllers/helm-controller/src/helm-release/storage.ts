/** Helm's records of a release: Secrets in the storage namespace. @module */
import { encodeRecord, type ReleaseRecord, recordLabels, recordName, recordType } from '@sluice/helm/release'
import { isNotFound, type KubeClient } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import type { ReleaseCluster } from './deps.ts'
import { type NewestRecord, newestByIndex, newestRead } from './newest-record.ts'
import { type IndexedRecord, secrets } from './record-index.ts'
import { AlreadyStored, queryProblem, writeProblem } from './storage-problems.ts'
import { allDamaged, damageOf, newestOf, type StoredRelease, storedIn } from './stored-release.ts'

/** Told of every record that was written or deleted. */
export type Observer = (record: ReleaseRecord) => void

/** Helm's storage, for one release at a time. */
export interface Storage {
  /** The namespace of the records. */
  readonly namespace: string
  /** Oldest first, damaged ones as well. */
  history(name: string): Promise<readonly StoredRelease[]>
  /** What is known of the newest record, read only if somebody has written it since it was last looked at. */
  newest(name: string): Promise<NewestRecord | undefined>
  /** The newest record that can be read. @throws Error if there are only damaged ones */
  last(name: string): Promise<ReleaseRecord | undefined>
  /** The newest record that is deployed. */
  deployed(name: string): Promise<ReleaseRecord | undefined>
  /** A version, unless it is gone or damaged. */
  get(name: string, version: number): Promise<ReleaseRecord | undefined>
  /** Stores a new record; old ones go first so that at most `maxHistory` are left (0 keeps all). */
  create(record: ReleaseRecord, maxHistory: number): Promise<void>
  update(record: ReleaseRecord): Promise<void>
  /** The same, where a failure has nothing to add to what is going on. Says whether it was stored. */
  tryUpdate(record: ReleaseRecord): Promise<boolean>
  /** Deletes a version; what was stored is observed. */
  remove(name: string, version: number): Promise<void>
  /** The same storage with an observer of its writes. */
  observed(observer: Observer): Storage
}

/** Opens the storage in a namespace. */
export function openStorage(
  cluster: Pick<ReleaseCluster, 'client' | 'fieldManager' | 'records'>,
  { namespace, now, observer, written = new Map() }: StorageOptions,
): Storage {
  const { client, fieldManager, records } = cluster
  const options = { fieldManager, metadataOnly: true }
  const stamp = () => String(Math.floor(now().getTime() / 1000))
  const history = async (name: string) => {
    const { items } = await query(client, namespace, name)
    return items.map(storedIn).sort((a, b) => a.version - b.version)
  }
  const find = async (name: string, version: number) => {
    const secret = await client.find(secrets, namespace, recordName(name, version))
    return secret && storedIn(secret)
  }
  const get = async (name: string, version: number) => {
    const stored = await find(name, version)
    return stored && damageOf(stored) === undefined ? stored.read() : undefined
  }
  const remove = async (name: string, version: number) => {
    const record = observer && (await get(name, version))
    try {
      await client.delete(secrets, namespace, recordName(name, version))
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
    records?.removed(namespace, recordName(name, version))
    if (record) observer?.(record)
  }
  const note = (record: ReleaseRecord, secret: KubeObject) => {
    records?.wrote(secret)
    written.set(secret.metadata.name, { record, resourceVersion: secret.metadata.resourceVersion })
    observer?.(record)
  }
  const readIndexed = (name: string, { secret, version, resourceVersion }: IndexedRecord) => {
    const known = written.get(secret)
    return known && known.resourceVersion === resourceVersion ? known.record : get(name, version)
  }
  const last = async (name: string) => {
    const indexed = records?.find(namespace, name)
    const top = indexed?.at(-1)
    if (indexed && !top) return undefined
    const newest = top && (await readIndexed(name, top))
    if (newest) return newest
    const found = await history(name)
    const record = newestOf(found)
    if (record || found.length === 0) return record
    throw new Error(`no revision for release "${name}": ${allDamaged(found, namespace)}`)
  }
  const update = async (record: ReleaseRecord) => {
    const secret = secretOf(record, namespace, { modifiedAt: stamp() })
    note(record, await client.update(secret, options).catch(writeProblem('update: failed to update')))
  }
  /** The version is taken: if by a record that cannot be read, no retry will help. */
  const taken = async (record: ReleaseRecord, error: AlreadyStored): Promise<Error> => {
    const stored = await find(record.name, record.version)
    const isDamaged = stored && damageOf(stored) !== undefined
    return isDamaged
      ? new Error(`${error.message}: ${allDamaged([stored], namespace)}`, { cause: error })
      : error
  }
  return {
    namespace,
    history,
    get,
    remove,
    last,
    newest: async name => {
      const top = records?.find(namespace, name)?.at(-1)
      const known = top && records?.confirmed(namespace, top)
      if (known) return newestByIndex(known, () => last(name))
      const record = await last(name)
      return record && newestRead(record, content => top && records?.confirm(namespace, top, content))
    },
    deployed: async name => newestOf(await history(name), ({ status }) => status === 'deployed'),
    create: async (record, maxHistory) => {
      if (maxHistory > 0) {
        const known = records?.find(namespace, record.name) ?? (await history(record.name))
        const stale = surplus(known, maxHistory - 1)
        for (const { version } of stale) await remove(record.name, version)
      }
      const secret = secretOf(record, namespace, { createdAt: stamp() })
      try {
        note(record, await client.create(secret, options).catch(writeProblem('create: failed to create')))
      } catch (error) {
        throw error instanceof AlreadyStored ? await taken(record, error) : error
      }
    },
    update,
    tryUpdate: record =>
      update(record).then(
        () => true,
        () => false,
      ),
    observed: next => openStorage(cluster, { namespace, now, observer: next, written }),
  }
}

interface StorageOptions {
  readonly namespace: string
  readonly now: () => Date
  readonly observer?: Observer
  /** What this run has written, by the names of the Secrets. */
  readonly written?: Map<
    string,
    { readonly record: ReleaseRecord; readonly resourceVersion: string | undefined }
  >
}

async function query(client: KubeClient, namespace: string, name: string) {
  try {
    return await client.list(secrets, { namespace, labelSelector: `name=${name},owner=helm` })
  } catch (error) {
    throw queryProblem(error)
  }
}

function secretOf(
  record: ReleaseRecord,
  namespace: string,
  times: Readonly<Record<string, string>>,
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: recordName(record.name, record.version),
      namespace,
      labels: { ...recordLabels(record), ...times },
    },
    type: recordType,
    data: { release: Buffer.from(encodeRecord(record), 'latin1').toString('base64') },
  } as unknown as KubeObject
}

/** The oldest records beyond a number; the last that is deployed stays. */
type Listed = Pick<StoredRelease, 'version' | 'status'>

function surplus(history: readonly Listed[], maximum: number): readonly Listed[] {
  const deployed = history.findLast(({ status }) => status === 'deployed')
  const removable = history.filter(stored => stored !== deployed)
  return removable.slice(0, Math.max(0, history.length - maximum))
}
