import type { FileTree } from '@sluice/base/flow'
import { ignoreMatcher, parseIgnore } from '@sluice/ignore'

/** The tree without the paths below `dir` that the patterns, written as in .gitignore, leave out. */
export function withoutIgnored(tree: FileTree, dir: string, patterns: readonly string[]): FileTree {
  if (patterns.length === 0) return tree
  const isIgnored = ignoreMatcher(parseIgnore(patterns.join('\n'), dir))
  const join = (folder: string, name: string) => (folder ? `${folder}/${name}` : name)
  return {
    read: path => (isIgnored(path, false) ? undefined : tree.read(path)),
    list: folder =>
      tree.list(folder)?.filter(({ name, type }) => !isIgnored(join(folder, name), type === 'directory')),
    paths: () => tree.paths().filter(path => !isIgnored(path, false)),
  }
}
