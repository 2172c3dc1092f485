import type { FileTree } from '@sluice/base/flow'

/** A folder of a tree as a tree of its own. */
export function subTree(tree: FileTree, dir: string): FileTree {
  if (dir === '') return tree
  const below = (path: string): string => (path === '' ? dir : `${dir}/${path}`)
  return {
    read: path => tree.read(below(path)),
    list: path => tree.list(below(path)),
    paths: () =>
      tree
        .paths()
        .filter(path => path.startsWith(`${dir}/`))
        .map(path => path.slice(dir.length + 1)),
  }
}
