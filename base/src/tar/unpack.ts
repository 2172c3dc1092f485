import { gunzipSync } from 'node:zlib'
import { type FileTree, memoryTree } from '../flow/index.ts'
import { ArchiveError, type ArchiveLimits, defaultLimits } from './limits.ts'
import { readTar } from './read-tar.ts'

/** Up to here no ratio is too high: a few kilobytes of zeros harm nobody. */
const freeBytes = 1024 ** 2

/**
 * Decompresses gzip in memory.
 * @throws ArchiveError if it is broken or grows beyond the limits
 */
export function gunzip(packed: Uint8Array, limits: ArchiveLimits = defaultLimits): Uint8Array {
  const headers = limits.entries * 1536
  const maxOutputLength = Math.min(limits.bytes + headers, Math.max(freeBytes, packed.length * limits.ratio))
  try {
    return gunzipSync(packed, { maxOutputLength })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const isTooLarge = error.code === 'ERR_BUFFER_TOO_LARGE'
    throw new ArchiveError(
      isTooLarge
        ? `archive unpacks to more than ${maxOutputLength} bytes`
        : `cannot decompress: ${error.message}`,
      { cause: error },
    )
  }
}

/**
 * The files of a tar archive as a tree, which shares the archive's memory. Later entries replace earlier ones.
 * @throws ArchiveError if it is broken, hostile or too large
 */
export function treeOfTar(archive: Uint8Array, limits: ArchiveLimits = defaultLimits): FileTree {
  const files = new Map<string, Uint8Array>()
  for (const entry of readTar(archive, limits)) {
    if (entry.type === 'file') files.set(entry.path, entry.content)
  }
  return memoryTree(files)
}

/** The files of a gzipped tar archive as a tree. @throws ArchiveError as `treeOfTar` does */
export function treeOfTarGz(packed: Uint8Array, limits: ArchiveLimits = defaultLimits): FileTree {
  return treeOfTar(gunzip(packed, limits), limits)
}
