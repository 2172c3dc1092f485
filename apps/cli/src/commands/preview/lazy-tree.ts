import { type FileTree, memoryTree } from '@sluice/base/flow'

/** A tree whose files are read when asked for. */
export function lazyTree(paths: readonly string[], read: (path: string) => Uint8Array | undefined): FileTree {
  const shape = memoryTree(new Map(paths.map(path => [path, new Uint8Array()])))
  return { ...shape, read: path => (shape.read(path) ? read(path) : undefined) }
}
