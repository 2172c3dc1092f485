import { createHash } from 'node:crypto'
import { constants, createGzip } from 'node:zlib'
import type { DigestAlgorithm } from '@sluice/base/digest'
import { ArchiveError, tarEnd, tarHeader, tarPadding } from '@sluice/base/tar'

/** A directory or file to store. */
export interface ArchiveEntry {
  /** Relative, without `.` or `..`; a directory comes before what is in it. */
  readonly path: string
  readonly type: 'directory' | 'file' | 'executable'
  /** The file's content. Not called for a directory. */
  read(): Promise<Uint8Array> | Uint8Array
}

/** How much may be stored as one artifact. */
export interface ArchiveBounds {
  readonly bytes: number
}

const batchSize = 256 * 1024

/** Files that are read ahead while one is being written. */
const readAhead = 32

/**
 * The bytes of a gzipped tar archive, the same for the same entries: the root as `.`, then the entries in the order
 * of a walk by name.
 */
export async function* archiveBytes(
  entries: readonly ArchiveEntry[],
  bounds: ArchiveBounds,
): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: constants.Z_DEFAULT_COMPRESSION })
  const feeding = feed(gzip, entries, bounds).then(
    () => gzip.end(),
    error => gzip.destroy(error instanceof Error ? error : new ArchiveError(String(error))),
  )
  yield* gzip
  await feeding
}

async function feed(
  sink: NodeJS.WritableStream,
  entries: readonly ArchiveEntry[],
  bounds: ArchiveBounds,
): Promise<void> {
  for await (const batch of batches(tarParts(entries, bounds))) {
    if (!sink.write(batch)) await new Promise<void>(resolve => sink.once('drain', resolve))
  }
}

async function* tarParts(
  entries: readonly ArchiveEntry[],
  bounds: ArchiveBounds,
): AsyncGenerator<Uint8Array> {
  let total = 0
  yield tarHeader({ path: '.', type: 'directory', size: 0 })
  for await (const [entry, content] of contents(inWalkOrder(entries))) {
    total += content.length
    if (total > bounds.bytes) throw new ArchiveError(`files hold more than ${bounds.bytes} bytes`)
    yield tarHeader({ path: entry.path, type: entry.type, size: content.length })
    yield content
    yield tarPadding(content.length)
  }
  yield tarEnd
}

/** Compression works on another thread: the way there is worth it for many files at once. */
async function* batches(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = []
  let size = 0
  for await (const part of parts) {
    pending.push(part)
    size += part.length
    if (size < batchSize) continue
    yield Buffer.concat(pending)
    pending = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(pending)
}

async function* contents(
  entries: readonly ArchiveEntry[],
): AsyncGenerator<readonly [ArchiveEntry, Uint8Array]> {
  const nothing = new Uint8Array(0)
  const pending: Promise<Uint8Array>[] = []
  const start = (entry: ArchiveEntry) => {
    const content = Promise.resolve(entry.type === 'directory' ? nothing : entry.read())
    // The failure of a file that is read ahead is met when its turn comes, if it ever does.
    content.catch(() => {})
    pending.push(content)
  }
  for (const [i, entry] of entries.entries()) {
    while (pending.length + i < Math.min(entries.length, i + readAhead)) {
      const next = entries[pending.length + i]
      if (next) start(next)
    }
    yield [entry, (await pending.shift()) ?? nothing]
  }
}

/** By name within each folder: `a`, what is in `a`, `a.b`. */
export function inWalkOrder<Entry extends { readonly path: string }>(
  entries: readonly Entry[],
): readonly Entry[] {
  return entries
    .map(entry => ({ entry, key: entry.path.replaceAll('/', '\0') }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry)
}

/** Passes bytes on while it counts and digests them. */
export function measured(
  bytes: AsyncIterable<Uint8Array>,
  algorithm: DigestAlgorithm,
): {
  readonly bytes: AsyncIterable<Uint8Array>
  result(): { readonly digest: string; readonly size: number }
} {
  const hash = createHash(algorithm)
  let size = 0
  return {
    bytes: (async function* () {
      for await (const part of bytes) {
        hash.update(part)
        size += part.length
        yield part
      }
    })(),
    result: () => ({ digest: `${algorithm}:${hash.digest('hex')}`, size }),
  }
}
