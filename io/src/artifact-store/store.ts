/**
 * Artifacts on disk, a folder per object. One process owns a store, so there are no locks; each file is whole or not
 * there, so there is nothing to repair.
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type DigestAlgorithm, parseDigest } from '@sluice/base/digest'
import type { Artifact } from '@sluice/base/flow'
import { ArchiveError, defaultLimits, gunzip, readTar } from '@sluice/base/tar'
import { type ArchiveEntry, archiveBytes, measured } from './archive.ts'
import { findGarbage, type Retention, type StoredFile } from './garbage.ts'
import { artifactPath, checkedPath, type Owner, ownerDir } from './paths.ts'
import { linkWhole, temporaryPrefix, writeFileWhole } from './write-file.ts'

export interface StoreOptions {
  readonly dir: string
  /** Host, or URL, under which the server is reached: `source-controller.flux-system.svc`. */
  readonly address: string
  readonly retention: Retention
  readonly algorithm: DigestAlgorithm
  /** Bytes of one artifact's files. */
  readonly maxBytes: number
  /** Milliseconds since 1970. */
  now(): number
}

/** What to store, and under which names. */
export interface NewArtifact {
  readonly owner: Owner
  readonly file: string
  readonly revision: string
  readonly metadata?: Readonly<Record<string, string>>
}

export interface ArtifactStore {
  readonly dir: string
  /** The address at which an artifact of that path is served. */
  urlOf(path: string): string
  /** Stores files as a gzipped tar archive. @throws ArchiveError if they are too many bytes */
  archive(artifact: NewArtifact, entries: readonly ArchiveEntry[]): Promise<Artifact>
  /** Stores bytes as they come. @throws ArchiveError if they are too many */
  write(artifact: NewArtifact, bytes: AsyncIterable<Uint8Array>): Promise<Artifact>
  /** Makes a name beside the artifact lead to it, whatever it led to before. Gives the name's address. */
  link(artifact: Artifact, name: string): Promise<string>
  /** The stored file's bytes. */
  bytesOf(artifact: Artifact): Promise<Uint8Array>
  /** Whether the file is there. */
  has(artifact: Artifact): Promise<boolean>
  /** Why the stored file is not what the artifact says; undefined if it is. */
  verify(artifact: Artifact): Promise<string | undefined>
  /** What is in a stored archive. @throws ArchiveError if it is broken or too large */
  entriesOf(artifact: Artifact): Promise<readonly ArchiveEntry[]>
  remove(artifact: Artifact): Promise<void>
  /** Deletes files that are no longer current as retention says. Gives how many went. */
  collectGarbage(artifact: Artifact): Promise<number>
  /** Deletes everything of an owner. Says whether there was anything. */
  removeAll(owner: Owner): Promise<boolean>
}

/** Opens a store. The folder is made if it is missing. */
export async function openArtifactStore(options: StoreOptions): Promise<ArtifactStore> {
  await mkdir(options.dir, { recursive: true, mode: 0o700 })
  const place = (path: string) => join(options.dir, checkedPath(path))
  const urlOf = (path: string) => addressOf(options.address, path)
  const write: ArtifactStore['write'] = async ({ owner, file, revision, metadata }, bytes) => {
    const path = artifactPath(owner, file)
    const content = measured(bytes, options.algorithm)
    await writeFileWhole(place(path), content.bytes)
    const lastUpdateTime = new Date(options.now()).toISOString().replace(/\.\d+Z$/, 'Z')
    const { digest, size } = content.result()
    const url = urlOf(path)
    return { path, url, revision, digest, size, lastUpdateTime, ...(metadata ? { metadata } : {}) }
  }
  return {
    dir: options.dir,
    urlOf,
    archive: (artifact, entries) => write(artifact, archiveBytes(entries, { bytes: options.maxBytes })),
    write: (artifact, bytes) => write(artifact, bounded(bytes, options.maxBytes)),
    async link(artifact, name) {
      const target = place(artifact.path)
      await linkWhole(join(dirname(target), name), basename(target))
      return urlOf(`${dirname(artifact.path)}/${name}`)
    },
    bytesOf: artifact => readFile(place(artifact.path)),
    has: async artifact => isFile(place(artifact.path)),
    verify: artifact => verify(place(artifact.path), artifact.digest),
    entriesOf: async artifact => readEntries(await readFile(place(artifact.path)), options.maxBytes),
    remove: artifact => rm(place(artifact.path), { force: true }),
    collectGarbage: artifact => collectGarbage(place(artifact.path), options),
    async removeAll(owner) {
      const dir = join(options.dir, ownerDir(owner))
      const was = (await lstat(dir).catch(() => undefined)) !== undefined
      await rm(dir, { recursive: true, force: true })
      return was
    },
  }
}

async function* bounded(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const part of bytes) {
    size += part.length
    if (size > limit) throw new ArchiveError(`content is larger than ${limit} bytes`)
    yield part
  }
}

function addressOf(address: string, path: string): string {
  const prefix = /^https?:\/\//.test(address) ? address : `http://${address}`
  return `${prefix}/${path}`
}

async function isFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() ?? false
}

async function verify(path: string, wanted: string): Promise<string | undefined> {
  if (!wanted) return 'artifact has no digest'
  const parsed = parseDigest(wanted)
  if (!parsed || !['sha1', 'sha256', 'sha384', 'sha512'].includes(parsed.algorithm)) {
    return `failed to parse artifact digest '${wanted}': unsupported digest algorithm`
  }
  const hash = createHash(parsed.algorithm)
  for await (const part of createReadStream(path)) hash.update(part)
  const found = Buffer.from(hash.digest('hex'))
  const expected = Buffer.from(parsed.hex)
  const isSame = found.length === expected.length && timingSafeEqual(found, expected)
  return isSame ? undefined : `computed digest doesn't match '${wanted}'`
}

function readEntries(packed: Uint8Array, maxBytes: number): readonly ArchiveEntry[] {
  const limits = { ...defaultLimits, bytes: maxBytes }
  return [...readTar(gunzip(packed, limits), limits)]
    .filter(({ path }) => path !== '')
    .map(({ path, type, isExecutable, content }) => ({
      path,
      type: isExecutable ? 'executable' : type,
      read: () => content,
    }))
}

async function collectGarbage(current: string, { retention, now }: StoreOptions): Promise<number> {
  const folder = join(current, '..')
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries
      .filter(entry => entry.isFile() && !entry.name.endsWith('.lock'))
      .map(async ({ name }) => {
        const info = await lstat(join(folder, name)).catch(() => undefined)
        return info ? { name, modified: info.mtimeMs } : undefined
      }),
  )
  const files = found.filter((file): file is StoredFile => file !== undefined)
  // What a crash left half written goes with the first collection after it: nobody else writes here now.
  const unfinished = files.filter(file => file.name.startsWith(temporaryPrefix)).map(file => file.name)
  const whole = files.filter(file => !file.name.startsWith(temporaryPrefix))
  const garbage = findGarbage(whole, current.slice(folder.length + 1), { retention, now: now() })
  await Promise.all([...garbage, ...unfinished].map(name => rm(join(folder, name), { force: true })))
  return garbage.length
}
