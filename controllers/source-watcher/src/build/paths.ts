import { BuildError } from './build-error.ts'

/** A path without `.`, `..` and doubled slashes; empty for the root. @throws BuildError if it leads out of the root */
export function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined)
      throw new BuildError(`path escapes from parent: '${path}'`)
    if (part !== '' && part !== '.' && part !== '..') parts.push(part)
  }
  return parts.join('/')
}

/** One path below another. */
export function joinPath(dir: string, path: string): string {
  return cleanPath(`${dir}/${path}`)
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
