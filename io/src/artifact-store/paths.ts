import { PathEscapesError } from '@sluice/base/path'

const segment = /^[A-Za-z0-9][A-Za-z0-9._:+@-]*$/

/** Names an object whose artifacts are stored. */
export interface Owner {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** The owner's folder, relative to the storage: `<kind>/<namespace>/<name>`. */
export function ownerDir({ kind, namespace, name }: Owner): string {
  return [kind.toLowerCase(), namespace, name].map(checked).join('/')
}

/** Where the owner keeps a file. */
export function artifactPath(owner: Owner, file: string): string {
  return `${ownerDir(owner)}/${checked(file)}`
}

/** A path from outside, if it is of the form that `artifactPath` gives. @throws PathEscapesError for any other */
export function checkedPath(path: string): string {
  return path.split('/').map(checked).join('/')
}

function checked(part: string): string {
  if (!segment.test(part)) throw new PathEscapesError(`'${part}' cannot be part of an artifact's path`)
  return part
}
