import type { HelmSnapshot } from '@sluice/api/helm'
import type { ReleaseRecord, ReleaseStatus } from '@sluice/helm/release'
import type { Confirmed } from './record-index.ts'
import { isUnchanged } from './snapshot.ts'

/** The newest record of a release, as far as it has to be read. */
export interface NewestRecord {
  readonly status: ReleaseStatus
  /** Whether it is the one that a snapshot was made of, unchanged since. */
  matches(snapshot: HelmSnapshot): Promise<boolean>
  read(): Promise<ReleaseRecord>
}

/** One whose content was compared before, and that nobody has written since. */
export function newestByIndex(
  known: Confirmed,
  last: () => Promise<ReleaseRecord | undefined>,
): NewestRecord {
  const read = async () => {
    const record = await last()
    if (!record) throw new Error('the record was deleted')
    return record
  }
  return {
    status: known.status,
    matches: async snapshot =>
      known.digest === snapshot.digest && known.ociDigest === snapshot.ociDigest
        ? true
        : isUnchanged(snapshot, await read()),
    read,
  }
}

/** One that was read; what it is found to be is told. */
export function newestRead(record: ReleaseRecord, confirm: (content: Confirmed) => void): NewestRecord {
  const { status } = record.info
  return {
    status,
    matches: async snapshot => {
      if (!isUnchanged(snapshot, record)) return false
      confirm({ status, digest: snapshot.digest, ociDigest: snapshot.ociDigest })
      return true
    },
    read: async () => record,
  }
}
