/** Helm's records of a release: Secrets in the storage namespace. @module */
import { isJsonObject } from '@sluice/base/json'
import {
  decodeRecord,
  encodeRecord,
  type ReleaseRecord,
  recordLabels,
  recordName,
  recordType,
} from '@sluice/helm/release'
import { isAlreadyExists, isNotFound, type KubeClient } from '@sluice/kube/client'
import { Kind, type KubeObject } from '@sluice/kube/meta'

/** A record that is read when it is needed: most are only counted. */
export interface StoredRelease {
  readonly version: number
  readonly status: string
  read(): ReleaseRecord
}

/** Told of every record that was written or deleted. */
export type Observer = (record: ReleaseRecord) => void

/** Helm's storage, for one release at a time. */
export interface Storage {
  /** Oldest first. */
  history(name: string): Promise<readonly StoredRelease[]>
  last(name: string): Promise<ReleaseRecord | undefined>
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

const secrets = new Kind<KubeObject>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
})

/** Opens the storage in a namespace. */
export function openStorage(
  client: KubeClient,
  { namespace, fieldManager, now, observer }: StorageOptions,
): Storage {
  const options = { fieldManager }
  const stamp = () => String(Math.floor(now().getTime() / 1000))
  const history = async (name: string) => {
    const { items } = await query(client, namespace, name)
    return items.flatMap(secret => storedOf(secret) ?? []).sort((a, b) => a.version - b.version)
  }
  const get = async (name: string, version: number) => {
    const secret = await client.find(secrets, namespace, recordName(name, version))
    return secret && storedOf(secret)?.read()
  }
  const remove = async (name: string, version: number) => {
    const record = observer && (await get(name, version))
    try {
      await client.delete(secrets, namespace, recordName(name, version))
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
    if (record) observer?.(record)
  }
  const update = async (record: ReleaseRecord) => {
    const secret = secretOf(record, namespace, { modifiedAt: stamp() })
    await client.update(secret, options).catch(naming('update: failed to update'))
    observer?.(record)
  }
  return {
    history,
    get,
    remove,
    last: async name => (await history(name)).at(-1)?.read(),
    create: async (record, maxHistory) => {
      if (maxHistory > 0) {
        const stale = surplus(await history(record.name), maxHistory - 1)
        for (const { version } of stale) await remove(record.name, version)
      }
      const secret = secretOf(record, namespace, { createdAt: stamp() })
      await client.create(secret, options).catch(naming('create: failed to create'))
      observer?.(record)
    },
    update,
    tryUpdate: record =>
      update(record).then(
        () => true,
        () => false,
      ),
    observed: next => openStorage(client, { namespace, fieldManager, now, observer: next }),
  }
}

interface StorageOptions {
  readonly namespace: string
  readonly fieldManager: string
  readonly now: () => Date
  readonly observer?: Observer
}

/** helm: what storage was doing; a record that is there already was made by somebody at the same time. */
function naming(what: string): (error: unknown) => never {
  return error => {
    if (isAlreadyExists(error)) throw new Error('release: already exists', { cause: error })
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

async function query(client: KubeClient, namespace: string, name: string) {
  try {
    return await client.list(secrets, { namespace, labelSelector: `name=${name},owner=helm` })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`query: failed to query with labels: ${why}`, { cause: error })
  }
}

function storedOf(secret: KubeObject): StoredRelease | undefined {
  const data: unknown = secret['data']
  const encoded = isJsonObject(data) ? data['release'] : undefined
  if (typeof encoded !== 'string') return undefined
  const labels = secret.metadata.labels ?? {}
  let record: ReleaseRecord | undefined
  return {
    version: Number(labels['version'] ?? 0),
    status: labels['status'] ?? 'unknown',
    read: () => (record ??= decodeRecord(Buffer.from(encoded, 'base64').toString('latin1'), labels)),
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
function surplus(history: readonly StoredRelease[], maximum: number): readonly StoredRelease[] {
  const deployed = history.findLast(({ status }) => status === 'deployed')
  const removable = history.filter(stored => stored !== deployed)
  return removable.slice(0, Math.max(0, history.length - maximum))
}
