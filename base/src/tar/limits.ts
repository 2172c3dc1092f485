/** An archive that is broken, hostile or larger than allowed. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** How much an archive may hold. */
export interface ArchiveLimits {
  /** Entries, of any type. */
  readonly entries: number
  /** Bytes of all files together, unpacked. */
  readonly bytes: number
  /** Unpacked bytes for each packed byte, once more than a mebibyte is unpacked. */
  readonly ratio: number
}

/** Enough for any tree of manifests, too little to exhaust a process. */
export const defaultLimits: ArchiveLimits = { entries: 200_000, bytes: 1024 ** 3, ratio: 250 }
