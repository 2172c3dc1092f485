import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { FileTree, TreeEntry } from '@sluice/base/flow'
import { ChartError, structured, type Warn } from '@sluice/helm/render'

/**
 * A chart's folder as a tree, read when asked. As in Helm, links are followed wherever they lead, which is said; one
 * that leads nowhere is a ChartError, and so is reading what is no file.
 */
export function chartFolder(root: string, warn: Warn = () => {}): FileTree {
  const irregular = new Set<string>()
  const entryOf = (folder: string, name: string): TreeEntry => {
    const path = join(folder, name)
    const found = followed(path, warn)
    if (found.isDirectory()) return { name, type: 'directory' }
    if (!found.isFile()) irregular.add(path)
    return { name, type: 'file' }
  }
  const read = (path: string): Uint8Array => {
    if (irregular.has(path))
      throw new ChartError(`cannot load irregular file ${path} as it has file mode type bits set`)
    return readFileSync(path)
  }
  const list = (folder: string): TreeEntry[] =>
    readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry): TreeEntry => {
        if (entry.isFile()) return { name: entry.name, type: 'file' }
        if (entry.isDirectory()) return { name: entry.name, type: 'directory' }
        return entryOf(folder, entry.name)
      })
  const tree: FileTree = {
    read: path => unlessMissing(() => read(join(root, path))),
    list: dir => unlessMissing(() => list(join(root, dir))),
    paths: () => pathsBelow(tree, ''),
  }
  return tree
}

/** What is at a path, behind links. */
function followed(path: string, warn: Warn): Stats {
  if (!lstatSync(path).isSymbolicLink()) return statSync(path)
  const message = 'found symbolic link in path. Contents of linked file included and used'
  try {
    warn(structured(message, { path, resolved: realpathSync(path) }, 'INFO'))
    return statSync(path)
  } catch (error) {
    throw new ChartError(`error evaluating symlink ${path}: ${linkProblem(path, error)}`, { cause: error })
  }
}

/** Why a link leads nowhere, as Go says it: with the first part of its way that is not there. */
function linkProblem(path: string, error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ELOOP')
    return 'EvalSymlinks: too many links'
  let missing = resolve(realpathSync(dirname(path)), readlinkSync(path))
  while (!lstatSync(dirname(missing), { throwIfNoEntry: false })) missing = dirname(missing)
  return `lstat ${missing}: no such file or directory`
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
