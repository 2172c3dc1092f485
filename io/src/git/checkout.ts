/**
 * The files of a commit, read straight from the object store: nothing is written to a working tree, so there is none
 * that a hostile repository could climb out of.
 * @module
 */
import { GitError } from './errors.ts'
import type { ObjectReader } from './object-reader.ts'
import { type Commit, parseTree, type Tag, type TreeLine } from './objects.ts'

/** A directory or file. Symbolic links are not among them. */
export interface CheckoutEntry {
  readonly path: string
  readonly type: 'directory' | 'file' | 'executable'
  /** A file's content. */
  read(): Promise<Uint8Array>
}

/** A commit with its files, which can be read until it is closed. */
export interface Checkout extends Disposable {
  readonly commit: Commit
  /** The annotated tag that led to the commit. */
  readonly tag?: Tag
  /** Every directory and file, each directory before what is in it. */
  readonly entries: readonly CheckoutEntry[]
  close(): void
}

/** A submodule's place in a tree. */
export interface Gitlink {
  readonly path: string
  readonly commit: string
}

/** How much a checkout may hold. */
export interface CheckoutLimits {
  /** Directories and files. */
  readonly entries: number
  /** Bytes of a pack, and of a single file. */
  readonly bytes: number
}

/** What a tree holds. */
export interface Listing {
  readonly entries: readonly CheckoutEntry[]
  readonly submodules: readonly Gitlink[]
}

interface ListOptions {
  /** Prefixes of paths to list; everything if undefined. */
  readonly only: readonly string[] | undefined
  readonly limits: CheckoutLimits
}

/** Lists a tree, and of it what `only` names. */
export async function listTree(reader: ObjectReader, tree: string, options: ListOptions): Promise<Listing> {
  const submodules: Gitlink[] = []
  let count = 0
  const list = async (hash: string, dir: string): Promise<CheckoutEntry[]> => {
    const lines = parseTree(await reader.readAs('tree', hash), hash.length / 2, dir)
    count += lines.length
    if (count > options.limits.entries) {
      throw new GitError(`repository holds more than ${options.limits.entries} files`, 'too-large')
    }
    const parts = await Promise.all(
      lines.map(line => {
        const path = dir === '' ? line.name : `${dir}/${line.name}`
        return wants(options.only, path, line.type === 'tree') ? listLine(line, path) : []
      }),
    )
    return parts.flat()
  }
  const listLine = async (line: TreeLine, path: string): Promise<CheckoutEntry[]> => {
    switch (line.type) {
      case 'tree': {
        const inside = await list(line.hash, path)
        return inside.length > 0 || options.only === undefined ? [directory(path), ...inside] : []
      }
      case 'submodule':
        submodules.push({ path, commit: line.hash })
        return [directory(path)]
      case 'symlink':
        return []
      default:
        return [{ path, type: line.type, read: () => reader.readAs('blob', line.hash) }]
    }
  }
  const entries = await list(tree, '')
  return { entries, submodules: submodules.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}

function directory(path: string): CheckoutEntry {
  return {
    path,
    type: 'directory',
    read: () => Promise.reject(new GitError(`'${path}' is a directory`)),
  }
}

/** flux: a sparse checkout takes every path that starts with one of the names, be it of a folder or not. */
function wants(only: readonly string[] | undefined, path: string, isTree: boolean): boolean {
  if (!only) return true
  return only.some(prefix => path.startsWith(prefix) || (isTree && prefix.startsWith(`${path}/`)))
}
