import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileTree, TreeEntry } from '@sluice/base/flow'
import { cleanPath } from '@sluice/base/path'

/** A folder of the disk as a tree, read when asked. Links are followed while they stay inside it. */
export function diskTree(root: string): FileTree {
  const top = realpathSync(root)
  const locate = (path: string): string | undefined => {
    const real = unlessMissing(() => realpathSync(join(top, cleanPath(path))))
    const isInside = real === top || real?.startsWith(top === '/' ? '/' : `${top}/`)
    return isInside ? real : undefined
  }
  return {
    read: path => {
      const file = locate(path)
      return file !== undefined && statSync(file).isFile() ? readFileSync(file) : undefined
    },
    list: dir => {
      const folder = locate(dir)
      return folder !== undefined && statSync(folder).isDirectory() ? entriesOf(folder) : undefined
    },
    paths: () => filesBelow(top, ''),
  }
}

function entriesOf(folder: string): readonly TreeEntry[] {
  const entries: TreeEntry[] = []
  for (const name of readdirSync(folder).sort()) {
    const found = unlessMissing(() => statSync(join(folder, name)))
    if (found?.isFile()) entries.push({ name, type: 'file' })
    else if (found?.isDirectory()) entries.push({ name, type: 'directory' })
  }
  return entries
}

function filesBelow(folder: string, prefix: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = prefix ? `${prefix}/${entry.name}` : entry.name
      if (entry.isDirectory()) return filesBelow(join(folder, entry.name), path)
      return entry.isFile() ? [path] : []
    })
}

function unlessMissing<T>(find: () => T): T | undefined {
  try {
    return find()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined
    throw error
  }
}
