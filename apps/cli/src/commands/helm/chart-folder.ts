import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileTree, TreeEntry } from '@sluice/base/flow'

/** A chart's folder as a tree, read when asked. As in Helm, links are followed wherever they lead. */
export function chartFolder(root: string): FileTree {
  const tree: FileTree = {
    read: path => unlessMissing(() => readFileSync(join(root, path))),
    list: dir => unlessMissing(() => entriesOf(join(root, dir))),
    paths: () => pathsBelow(tree, ''),
  }
  return tree
}

function entriesOf(folder: string): TreeEntry[] {
  const entries: TreeEntry[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry
    const found = entry.isSymbolicLink() ? unlessMissing(() => statSync(join(folder, name))) : entry
    if (found?.isFile()) entries.push({ name, type: 'file' })
    else if (found?.isDirectory()) entries.push({ name, type: 'directory' })
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function pathsBelow(tree: FileTree, dir: string): string[] {
  return (tree.list(dir) ?? []).flatMap(({ name, type }) => {
    const path = dir ? `${dir}/${name}` : name
    return type === 'directory' ? pathsBelow(tree, path) : [path]
  })
}

function unlessMissing<T>(find: () => T): T | undefined {
  try {
    return find()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ELOOP') return undefined
    throw error
  }
}
