/** What is in the bucket, and its files. @module */
import { type Bucket as BucketObject, Reason, SourceCondition } from '@sluice/api/source'
import { type DigestAlgorithm, digestOf } from '@sluice/base/digest'
import { ignoreFileName, ignoreMatcher, parseIgnore } from '@sluice/ignore'
import type { ArchiveEntry } from '@sluice/io/artifact-store'
import { type Bucket, BucketError, type FetchedObject } from '@sluice/io/bucket'
import { NetworkError } from '@sluice/io/http'
import { Failed } from '@sluice/kube/runtime'
import { insideRoot } from '../source/inside-root.ts'

/** Keys and etags of what is to be stored, and the ignore file if there is one. */
export interface BucketIndex {
  readonly etags: ReadonlyMap<string, string>
  readonly ignoreFile: Uint8Array | undefined
}

/** Objects of one bucket. */
const maxObjects = 200_000
/** Bytes of one object, and of all. */
const maxObject = 256 * 1024 ** 2
const maxTotal = 1024 ** 3
const maxIgnoreFile = 1024 ** 2
const parallelFetches = 32

/** Lists the bucket. Neither defaults nor rules about version control leave anything out here, unlike in Git. */
export async function indexBucket(
  object: BucketObject,
  bucket: Bucket,
  signal: AbortSignal,
): Promise<BucketIndex> {
  const { bucketName = '', prefix = '', ignore = '' } = object.spec ?? {}
  const exists = await failing(`failed to confirm existence of '${bucketName}' bucket`, () =>
    bucket.exists(signal),
  )
  if (!exists) throw failed(`bucket '${bucketName}' not found`)
  const ignoreFile = await failing(`failed to get Etag for '${ignoreFileName}' object`, () =>
    bucket.get(ignoreFileName, maxIgnoreFile, signal),
  )
  const text = ignoreFile ? new TextDecoder().decode(ignoreFile.bytes) : ''
  const isIgnored = ignoreMatcher([...parseIgnore(text), ...parseIgnore(ignore)])
  const etags = new Map<string, string>()
  const what = `indexation of objects from bucket '${bucketName}' failed: listing objects from bucket '${bucketName}' failed`
  await failing(what, async () => {
    for await (const { key, etag } of bucket.list(prefix, signal)) {
      if (key.endsWith('/') || key === ignoreFileName || isIgnored(key, false)) continue
      if (etags.size === maxObjects)
        throw new BucketError('TooManyObjects', `more than ${maxObjects} objects`)
      etags.set(key, etag)
    }
  })
  return { etags, ignoreFile: ignoreFile?.bytes }
}

/** The digest of keys and etags. */
export function revisionOf(
  etags: ReadonlyMap<string, string>,
  algorithm: DigestAlgorithm = 'sha256',
): string {
  const keys = [...etags.keys()].map(key => Buffer.from(key)).sort(Buffer.compare)
  return digestOf(keys.map(key => `${key} ${etags.get(key.toString())}\n`).join(''), algorithm)
}

/** Files, and the index with the etags that these files have. */
export interface BucketFiles {
  readonly entries: readonly ArchiveEntry[]
  readonly etags: ReadonlyMap<string, string>
}

/** Fetches every object of the index; one that is gone meanwhile is left out. */
export async function fetchFiles(
  object: BucketObject,
  bucket: Bucket,
  { etags, ignoreFile }: BucketIndex,
  signal: AbortSignal,
): Promise<BucketFiles> {
  const fetched = new Map<string, FetchedObject>()
  const pending = [...etags.keys()]
  let total = 0
  const work = async (): Promise<void> => {
    for (let key = pending.shift(); key !== undefined; key = pending.shift()) {
      const wanted = key
      const found = await failing(
        `fetch from bucket '${object.spec?.bucketName}' failed: failed to get '${wanted}' object`,
        () => bucket.get(wanted, maxObject, signal),
      )
      if (!found) continue
      total += found.bytes.length
      if (total > maxTotal)
        throw failed(`fetch from bucket '${object.spec?.bucketName}' failed: more than ${maxTotal} bytes`)
      fetched.set(key, found)
    }
  }
  await Promise.all(Array.from({ length: parallelFetches }, work))
  const kept = [...etags.keys()].filter(key => fetched.has(key))
  const files = new Map(kept.map(key => [insideRoot(key), fetched.get(key)?.bytes ?? new Uint8Array()]))
  if (ignoreFile) files.set(ignoreFileName, ignoreFile)
  return { entries: entriesOf(files), etags: new Map(kept.map(key => [key, fetched.get(key)?.etag ?? ''])) }
}

/** Files with the folders that hold them. A file in the place of a folder gives way to it. */
function entriesOf(files: ReadonlyMap<string, Uint8Array>): readonly ArchiveEntry[] {
  const folders = new Set<string>()
  for (const path of files.keys()) {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      folders.add(path.slice(0, slash))
  }
  return [
    ...[...folders].map(path => ({ path, type: 'directory' as const, read: () => new Uint8Array() })),
    ...[...files]
      .filter(([path]) => path !== '' && !folders.has(path))
      .map(([path, bytes]) => ({ path, type: 'file' as const, read: () => bytes })),
  ]
}

async function failing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof BucketError || error instanceof NetworkError)) throw error
    throw failed(`${what}: ${error.message}`, error)
  }
}

function failed(message: string, cause?: unknown): Failed {
  return new Failed(Reason.BucketOperationFailed, message, { condition: SourceCondition.FetchFailed, cause })
}
