/** A path that points outside the tree it is meant for. */
export class PathEscapesError extends Error {
  override readonly name = 'PathEscapesError'
}

/**
 * The path in its shortest form, relative to the tree's root: no `.`, no empty parts, `''` for the root.
 * A leading slash is the root.
 * @throws PathEscapesError if `..` leads above the root
 */
export function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) throw new PathEscapesError(`path '${path}' leads out of the tree`)
  }
  return parts.join('/')
}

/** Joins and cleans. @throws PathEscapesError if the result would lie above the root */
export function joinPath(...parts: readonly string[]): string {
  return cleanPath(parts.join('/'))
}

/** The directory of a cleaned path, `''` for the root. */
export function dirname(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
