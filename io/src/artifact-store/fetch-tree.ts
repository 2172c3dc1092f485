/**
 * Artifacts as their consumers see them: downloaded, checked against their digest, unpacked in memory. In a process
 * that has the store itself the file is read from disk, and each digest is checked and unpacked once for all.
 * @module
 */
import { timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip as gunzipCallback } from 'node:zlib'
import { type DigestAlgorithm, digestOf, parseDigest } from '@sluice/base/digest'
import type { FileTree } from '@sluice/base/flow'
import { ArchiveError, type ArchiveLimits, defaultLimits, treeOfTar } from '@sluice/base/tar'
import { createHttpClient, type HttpClient, NetworkError } from '../http/index.ts'
import { checkedPath } from './paths.ts'
import type { ArtifactStore } from './store.ts'

/** An artifact that cannot be had, or is not what its digest says. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError'
  readonly kind: 'not-found' | 'unavailable' | 'mismatch' | 'broken'

  constructor(kind: ArtifactError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** Gets the tree of an artifact by its address and digest. @throws ArtifactError */
export type FetchTree = (url: string, digest: string, signal: AbortSignal) => Promise<FileTree>

export interface FetcherOptions {
  /** A store in this process: its artifacts need no download. */
  readonly store?: ArtifactStore
  readonly limits?: ArchiveLimits
  /** Bytes of unpacked trees that are kept for the next who asks. */
  readonly cacheBytes?: number
  /** How often a server that fails is asked again. */
  readonly retries?: number
  /** Milliseconds before the first retry; doubled for each further one. */
  readonly retryDelay?: number
  /** Milliseconds that one download may take. */
  readonly timeout?: number
}

const algorithms: Readonly<Record<string, DigestAlgorithm>> = {
  sha1: 'sha1',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
}

/** One download; a server that takes longer is asked again. */
const defaultTimeout = 60_000

/** Makes a `FetchTree` with a cache and connections of its own. */
export function createTreeFetcher(options: FetcherOptions = {}): FetchTree {
  const trees = new Map<string, { readonly tree: Promise<FileTree>; bytes: number }>()
  const client = createHttpClient()
  const { limits = defaultLimits, cacheBytes = 256 * 1024 ** 2 } = options
  const load = async (url: string, digest: string) => {
    const packed = (await readLocal(options.store, url)) ?? (await download(client, url, { options, limits }))
    return unpack(packed, digest, limits)
  }
  return (url, digest, signal) => {
    const known = trees.get(digest)
    if (known) {
      trees.delete(digest)
      trees.set(digest, known)
      return unlessAborted(known.tree, signal)
    }
    const loading = load(url, digest)
    const entry = { tree: loading.then(({ tree }) => tree), bytes: 0 }
    trees.set(digest, entry)
    loading.then(
      ({ bytes }) => {
        entry.bytes = bytes
        evict(trees, cacheBytes)
      },
      () => trees.delete(digest),
    )
    return unlessAborted(entry.tree, signal)
  }
}

/** Others may wait for the same tree: who loses interest leaves, the loading goes on. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

/** Drops what was not asked for longest. */
function evict(trees: Map<string, { readonly bytes: number }>, limit: number): void {
  let total = [...trees.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  for (const [digest, { bytes }] of trees) {
    if (total <= limit) return
    trees.delete(digest)
    total -= bytes
  }
}

async function readLocal(store: ArtifactStore | undefined, url: string): Promise<Uint8Array | undefined> {
  const prefix = store?.urlOf('')
  if (!store || !prefix || !url.startsWith(prefix)) return undefined
  const path = join(store.dir, checkedPath(url.slice(prefix.length)))
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new ArtifactError('not-found', `artifact not found at '${url}'`, { cause: error })
    }
    throw error
  }
}

async function download(
  client: HttpClient,
  url: string,
  context: { options: FetcherOptions; limits: ArchiveLimits },
): Promise<Uint8Array> {
  const { retries = 9, retryDelay = 500 } = context.options
  for (let attempt = 0; ; attempt++) {
    try {
      return await downloadOnce(client, url, context)
    } catch (error) {
      const isHopeless = error instanceof ArtifactError && error.kind !== 'unavailable'
      if (isHopeless || attempt >= retries) throw error
      await setTimeout(Math.min(retryDelay * 2 ** attempt, 30_000))
    }
  }
}

async function downloadOnce(
  client: HttpClient,
  url: string,
  { options, limits }: { options: FetcherOptions; limits: ArchiveLimits },
): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(options.timeout ?? defaultTimeout)
  try {
    const response = await client.request({ url, signal })
    if (response.status === 200) return await response.bytes(limits.bytes)
    await response.drop()
    const kind = response.status === 404 ? 'not-found' : response.status >= 500 ? 'unavailable' : 'broken'
    const reason =
      kind === 'not-found' ? 'artifact not found' : `failed to download artifact, status: ${response.status}`
    throw new ArtifactError(kind, `${reason} at '${url}'`)
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    throw new ArtifactError('unavailable', `failed to download artifact: ${error.message}`, { cause: error })
  }
}

const gunzip = promisify(gunzipCallback)
/** Small archives unpack faster than a thread starts. */
const freeBytes = 1024 ** 2

async function unpack(
  packed: Uint8Array,
  digest: string,
  limits: ArchiveLimits,
): Promise<{ readonly tree: FileTree; readonly bytes: number }> {
  requireDigest(packed, digest)
  const maxOutputLength = Math.min(limits.bytes, Math.max(freeBytes, packed.length * limits.ratio))
  try {
    const archive = await gunzip(packed, { maxOutputLength })
    return { tree: treeOfTar(archive, limits), bytes: archive.length }
  } catch (error) {
    const isKnown = error instanceof ArchiveError || (error instanceof Error && 'code' in error)
    if (!isKnown) throw error
    const isTooLarge = 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    const why = isTooLarge ? `it unpacks to more than ${maxOutputLength} bytes` : error.message
    throw new ArtifactError('broken', `failed to untar artifact: ${why}`, { cause: error })
  }
}

/** A digest without an algorithm is taken for sha256. */
function requireDigest(packed: Uint8Array, digest: string): void {
  const { algorithm, hex } = parseDigest(digest) ?? { algorithm: 'sha256', hex: digest }
  const known = algorithms[algorithm]
  if (!known) throw new ArtifactError('mismatch', `unsupported digest algorithm '${algorithm}'`)
  const found = Buffer.from(digestOf(packed, known).slice(known.length + 1))
  const wanted = Buffer.from(hex)
  if (found.length !== wanted.length || !timingSafeEqual(found, wanted)) {
    throw new ArtifactError('mismatch', `computed digest of artifact does not match '${digest}'`)
  }
}
