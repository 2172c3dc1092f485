/** Helm's records as they are found in Secrets, where anybody may have damaged them. @module */
import { isJsonObject } from '@sluice/base/json'
import { decodeRecord, type ReleaseRecord } from '@sluice/helm/release'
import { ChartError } from '@sluice/helm/render'
import type { KubeObject } from '@sluice/kube/meta'

/** A record that is read when it is needed: most are only counted. */
export interface StoredRelease {
  readonly version: number
  readonly status: string
  /** The name of its Secret. */
  readonly secret: string
  /** @throws ChartError if it is damaged */
  read(): ReleaseRecord
}

/** The record in a Secret. */
export function storedIn(secret: KubeObject): StoredRelease {
  const data: unknown = secret['data']
  const encoded = isJsonObject(data) ? data['release'] : undefined
  const labels = secret.metadata.labels ?? {}
  let record: ReleaseRecord | undefined
  return {
    version: Number(labels['version'] ?? 0),
    status: labels['status'] ?? 'unknown',
    secret: secret.metadata.name,
    read: () => {
      if (typeof encoded !== 'string') throw new ChartError(`it has no key 'release'`)
      return (record ??= decodeRecord(Buffer.from(encoded, 'base64').toString('latin1'), labels))
    },
  }
}

/** Why a record cannot be read; undefined if it can. */
export function damageOf(stored: StoredRelease): string | undefined {
  try {
    stored.read()
    return undefined
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    return error.message
  }
}

/** helm: damaged records are passed over. The newest that can be read, of those that a test lets through. */
export function newestOf(
  history: readonly StoredRelease[],
  counts: (stored: StoredRelease) => boolean = () => true,
): ReleaseRecord | undefined {
  return history.findLast(stored => counts(stored) && damageOf(stored) === undefined)?.read()
}

/** Says of a history with nothing but damaged records what is wrong, and what to do. */
export function allDamaged(history: readonly StoredRelease[], namespace: string): string {
  const shown = history.map(stored => `Secret '${namespace}/${stored.secret}': ${damageOf(stored)}`)
  return `${shown.join('; ')}: restore it, or delete it if nobody needs what it tells of`
}
