import type { FileTree } from '@sluice/base/flow'

/** A tree in which one file is another, or is there at all. */
export function withFile(tree: FileTree, path: string, text: string): FileTree {
  const bytes = new TextEncoder().encode(text)
  const parts = path.split('/')
  const name = parts.pop() ?? ''
  const dir = parts.join('/')
  const isNew = tree.read(path) === undefined
  return {
    read: wanted => (clean(wanted) === path ? bytes : tree.read(wanted)),
    list: wanted => {
      const entries = tree.list(wanted)
      if (!isNew || !entries || clean(wanted) !== dir) return entries
      return [...entries, { name, type: 'file' as const }].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    paths: () => (isNew ? [...tree.paths(), path].sort() : tree.paths()),
  }
}

function clean(path: string): string {
  return path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')
}
