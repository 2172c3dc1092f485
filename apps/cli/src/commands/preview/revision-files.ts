/** The files of a repository: as a Git revision has them, or as they are on disk. @module */
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type FileTree, memoryTree } from '@sluice/base/flow'

/** Blobs larger than this are read when they are asked for. */
const eagerLimit = 1 << 20

/** The files of a revision; links are left out. @throws Error if Git does not know it */
export function revisionFiles(root: string, revision: string): FileTree {
  const commit = git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  if (commit === undefined) throw new Error(`no revision '${revision}' in the repository at ${root}`)
  const listing = git(root, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit.toString().trim()])
  const blobs = (listing?.toString() ?? '').split('\0').flatMap(blobOf)
  const eager = blobs.filter(blob => blob.size <= eagerLimit)
  const content = readBlobs(
    root,
    eager.map(blob => blob.id),
  )
  const late = new Map(blobs.filter(blob => blob.size > eagerLimit).map(({ path, id }) => [path, id]))
  const known = new Map(eager.map(({ path, id }) => [path, content.get(id) ?? new Uint8Array()]))
  return lazyTree([...known.keys(), ...late.keys()], path => {
    const id = late.get(path)
    return known.get(path) ?? (id === undefined ? undefined : readBlobs(root, [id]).get(id))
  })
}

/** The files on disk that Git tracks or would. */
export function workingFiles(root: string): FileTree {
  const listing = git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  if (!listing) throw new Error(`cannot list the files of the repository at ${root}`)
  const paths = listing.toString().split('\0').filter(Boolean)
  const isFile = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false
  return lazyTree([...new Set(paths)].filter(isFile), path => readFileSync(join(root, path)))
}

/** The addresses that the repository is fetched from and pushed to. */
export function remoteUrls(root: string): readonly string[] {
  const output = git(root, ['config', '--get-regexp', '^remote\\..*\\.(push)?url$'])?.toString() ?? ''
  return output.split('\n').flatMap(line => line.split(' ').slice(1, 2))
}

interface Blob {
  readonly id: string
  readonly size: number
  readonly path: string
}

function blobOf(line: string): readonly Blob[] {
  const [, mode, id = '', size = '', path = ''] = /^(\d+) \w+ (\w+) +(\S+)\t(.*)$/s.exec(line) ?? []
  return mode === '100644' || mode === '100755' ? [{ id, size: Number(size), path }] : []
}

/** All blobs from one process. */
function readBlobs(root: string, ids: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const result = new Map<string, Uint8Array>()
  const wanted = [...new Set(ids)]
  const output = git(root, ['cat-file', '--batch'], `${wanted.join('\n')}\n`) ?? Buffer.alloc(0)
  let at = 0
  for (const id of wanted) {
    const end = output.indexOf('\n', at)
    const size = Number(output.subarray(at, end).toString().split(' ')[2])
    if (!Number.isInteger(size)) throw new Error(`git does not have the object ${id}`)
    result.set(id, output.subarray(end + 1, end + 1 + size))
    at = end + size + 2
  }
  return result
}

/** A tree whose files are read when asked for. */
function lazyTree(paths: readonly string[], read: (path: string) => Uint8Array | undefined): FileTree {
  const shape = memoryTree(new Map(paths.map(path => [path, new Uint8Array()])))
  return { ...shape, read: path => (shape.read(path) ? read(path) : undefined) }
}

/** What Git prints; undefined where it fails. Arguments are never read by a shell. */
function git(root: string, args: readonly string[], input?: string): Buffer | undefined {
  const { status, stdout, error } = spawnSync('git', ['-C', root, ...args], {
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  })
  if (error) throw new Error(`cannot run git: ${error.message}`, { cause: error })
  return status === 0 ? stdout : undefined
}
