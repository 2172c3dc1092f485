import type { RepositoryIndex } from '@sluice/helm'
import type { HelmConfig } from '../helm-config.ts'

/** Indexes of chart repositories as they were read, each until it was not asked for in a while. */
export interface IndexCache {
  /** The index of that digest, read by `read` unless it is known. */
  get(digest: string, read: () => Promise<RepositoryIndex>): Promise<RepositoryIndex>
}

interface Entry {
  readonly index: RepositoryIndex
  expires: number
}

/** A cache of at most so many indexes; where it is full, the one not asked for longest goes. */
export function createIndexCache(
  { size, ttl, purgeInterval }: HelmConfig['cache'],
  now: () => number,
): IndexCache {
  const entries = new Map<string, Entry>()
  let nextPurge = now() + purgeInterval
  const purge = () => {
    if (now() < nextPurge) return
    nextPurge = now() + purgeInterval
    for (const [digest, { expires }] of entries) if (expires <= now()) entries.delete(digest)
  }
  return {
    async get(digest, read) {
      purge()
      const known = entries.get(digest)
      const index = known && known.expires > now() ? known.index : await read()
      if (size === 0) return index
      // The order of a Map is that of insertion: the first is the one not asked for longest.
      entries.delete(digest)
      entries.set(digest, { index, expires: now() + ttl })
      const [oldest] = entries.keys()
      if (entries.size > size && oldest !== undefined) entries.delete(oldest)
      return index
    },
  }
}
