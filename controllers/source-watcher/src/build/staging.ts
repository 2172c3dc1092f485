import type { ArchiveEntry } from '@sluice/io/artifact-store'
import { BuildError } from './build-error.ts'

/** The content of an artifact while it is put together. */
export class Staging {
  readonly #files = new Map<string, Uint8Array>()
  readonly #folders = new Set<string>([''])

  read(path: string): Uint8Array | undefined {
    return this.#files.get(path)
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path)
  }

  /** Makes a folder and those above it. @throws BuildError where a file is in the way */
  makeFolder(path: string): void {
    const parts = path === '' ? [] : path.split('/')
    for (const i of parts.keys()) {
      const folder = parts.slice(0, i + 1).join('/')
      if (this.#files.has(folder)) throw new BuildError(`'${folder}' is not a directory`)
      this.#folders.add(folder)
    }
  }

  /** Puts a file in place of what was there. @throws BuildError where a folder is in the way */
  write(path: string, content: Uint8Array): void {
    if (this.#folders.has(path)) throw new BuildError(`'${path}' is a directory`)
    this.makeFolder(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')
    this.#files.set(path, content)
  }

  /** Every file by its path. */
  files(): ReadonlyMap<string, Uint8Array> {
    return this.#files
  }

  /** Everything, to be archived. */
  entries(): readonly ArchiveEntry[] {
    const folders = [...this.#folders].filter(path => path !== '')
    return [
      ...folders.map((path): ArchiveEntry => ({ path, type: 'directory', read: () => new Uint8Array() })),
      ...[...this.#files].map(
        ([path, content]): ArchiveEntry => ({ path, type: 'file', read: () => content }),
      ),
    ]
  }
}
