import { cleanPath } from '../path/index.ts'

/** One entry of a directory. Symbolic links do not exist in a tree. */
export interface TreeEntry {
  readonly name: string
  readonly type: 'file' | 'directory'
}

/**
 * A read-only view of files in memory. Paths are slash-separated and relative to the root (`''`); a path that
 * leads above the root is a `PathEscapesError`.
 */
export interface FileTree {
  /** The file's bytes, or undefined if there is no such file. */
  read(path: string): Uint8Array | undefined
  /** The directory's entries sorted by name, or undefined if there is no such directory. */
  list(dir: string): readonly TreeEntry[] | undefined
  /** Every file's path, sorted. */
  paths(): readonly string[]
}

/** A tree over files given by path; directories are those the paths imply. */
export function memoryTree(
  files: ReadonlyMap<string, Uint8Array> | Readonly<Record<string, string>>,
): FileTree {
  const content = new Map<string, Uint8Array>()
  const entries: Iterable<[string, Uint8Array | string]> =
    files instanceof Map ? files.entries() : Object.entries(files as Readonly<Record<string, string>>)
  for (const [path, bytes] of entries) {
    content.set(cleanPath(path), typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)
  }
  const directories = directoriesOf(content.keys())
  return {
    read: path => content.get(cleanPath(path)),
    list: dir => {
      const found = directories.get(cleanPath(dir))
      return found && [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    paths: () => [...content.keys()].sort(),
  }
}

function directoriesOf(paths: Iterable<string>): ReadonlyMap<string, ReadonlyMap<string, TreeEntry>> {
  const directories = new Map<string, Map<string, TreeEntry>>([['', new Map()]])
  for (const path of paths) {
    let dir = ''
    const parts = path.split('/')
    parts.forEach((name, i) => {
      const type = i === parts.length - 1 ? 'file' : 'directory'
      directories.get(dir)?.set(name, { name, type })
      dir = dir ? `${dir}/${name}` : name
      if (type === 'directory' && !directories.has(dir)) directories.set(dir, new Map())
    })
  }
  return directories
}
