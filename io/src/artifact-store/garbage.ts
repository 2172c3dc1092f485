/** A stored file. */
export interface StoredFile {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly modified: number
}

/** How long files that are no longer current stay. */
export interface Retention {
  /** Milliseconds after which they go. */
  readonly ttl: number
  /** Files that may stay, the current one counted. */
  readonly records: number
}

/** More files in one folder are not looked at. */
const maxFiles = 1000

/**
 * Names of files to delete: first what is too old, then the oldest until no more than `records` are left. The current
 * file always stays.
 */
export function findGarbage(
  files: readonly StoredFile[],
  current: string,
  { retention, now }: { readonly retention: Retention; readonly now: number },
): readonly string[] {
  const considered = files.slice(0, maxFiles)
  const others = considered.filter(file => file.name !== current).sort((a, b) => a.modified - b.modified)
  const expired = others.filter(file => now - file.modified > retention.ttl)
  const rest = others.slice(expired.length)
  const surplus = Math.max(0, considered.length - expired.length - retention.records)
  return [...expired, ...rest.slice(0, surplus)].map(file => file.name)
}
