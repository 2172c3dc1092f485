/** The files of a repository: as Git revisions have them, or as they are on disk. @module */
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileTree } from '@sluice/base/flow'
import { lazyTree } from './lazy-tree.ts'

/** Blobs larger than this are read when they are asked for. */
const eagerLimit = 1 << 20
/** Where there is more than this, so is what is not likely to be needed. */
const eagerTotal = 64 << 20
const likely = /\.(ya?ml|json|tpl|txt|toml|env|properties|conf|sh)$|(^|\/)([Kk]ustomization|\.\w*ignore)$/

/** Files, and the commit they are of. */
export interface Revision {
  readonly tree: FileTree
  readonly commit?: string | undefined
}

/**
 * The files of two revisions; without a name, the head is what is on disk. Links are left out.
 * @throws Error if Git does not know a revision
 */
export function readRevisions(
  root: string,
  names: { readonly base: string; readonly head: string },
): { readonly base: Revision; readonly head: Revision } {
  const commits = [names.base, names.head].filter(Boolean).map(name => commitOf(root, name))
  const [base = [], head] = commits.map(commit => blobsOf(root, commit))
  // What both have is read once.
  const contents = readBlobs(root, eagerOnes([...base, ...(head ?? [])]))
  const treeOf = (blobs: readonly Blob[]) => {
    const ids = new Map(blobs.map(blob => [blob.path, blob.id]))
    return lazyTree([...ids.keys()], path => {
      const id = ids.get(path)
      return id === undefined ? undefined : (contents.get(id) ?? readBlobs(root, [id]).get(id))
    })
  }
  return {
    base: { tree: treeOf(base), commit: commits[0] },
    head: head ? { tree: treeOf(head), commit: commits[1] } : { tree: workingFiles(root) },
  }
}

/** What is read at once: nearly everything, or in a large repository what manifests and charts are made of. */
function eagerOnes(blobs: readonly Blob[]): readonly string[] {
  const small = [...new Map(blobs.map(blob => [blob.id, blob])).values()].filter(
    ({ size }) => size <= eagerLimit,
  )
  const isLarge = small.reduce((sum, { size }) => sum + size, 0) > eagerTotal
  const chosen = isLarge ? small.filter(({ path }) => likely.test(path)) : small
  return chosen.map(({ id }) => id)
}

function commitOf(root: string, name: string): string {
  const found = git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
  if (!found) throw new Error(`no revision '${name}' in the repository at ${root}`)
  return found.toString().trim()
}

/** The files on disk that Git tracks or would. */
function workingFiles(root: string): FileTree {
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

function blobsOf(root: string, commit: string): readonly Blob[] {
  const listing = git(root, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit])
  return (listing?.toString() ?? '').split('\0').flatMap(blobOf)
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

/** What Git prints; undefined where it fails. Arguments are never read by a shell. */
function git(root: string, args: readonly string[], input?: string): Buffer | undefined {
  const { status, stdout, error } = spawnSync('git', ['-C', root, ...args], {
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  })
  if (error) throw new Error(`cannot run git: ${error.message}`, { cause: error })
  return status === 0 ? stdout : undefined
}
