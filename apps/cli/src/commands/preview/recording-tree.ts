import type { FileTree } from '@sluice/base/flow'

/** What was read of a tree. */
export interface Readings {
  readonly tree: FileTree
  /** Whether another tree would have given the same. */
  areSameIn(other: FileTree): boolean
}

/** A tree that remembers what is read of it. */
export function recordingTree(tree: FileTree): Readings {
  const files = new Map<string, Uint8Array | undefined>()
  const folders = new Map<string, ReturnType<FileTree['list']>>()
  return {
    tree: {
      read: path => remember(files, path, tree.read),
      list: dir => remember(folders, dir, tree.list),
      paths: () => tree.paths(),
    },
    areSameIn: other =>
      [...folders].every(([dir, entries]) => isSameList(entries, other.list(dir))) &&
      [...files].every(([path, bytes]) => isSameFile(bytes, other.read(path))),
  }
}

function remember<T>(known: Map<string, T>, path: string, look: (path: string) => T): T {
  const found = known.has(path) ? (known.get(path) as T) : look(path)
  known.set(path, found)
  return found
}

function isSameFile(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (!a || !b) return a === b
  return a === b || Buffer.compare(a, b) === 0
}

function isSameList(a: ReturnType<FileTree['list']>, b: ReturnType<FileTree['list']>): boolean {
  if (!a || !b) return a === b
  return a.length === b.length && a.every(({ name, type }, i) => b[i]?.name === name && b[i]?.type === type)
}
