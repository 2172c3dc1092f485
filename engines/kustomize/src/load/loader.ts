import type { FileTree } from '@sluice/base/flow'
import { KustomizeError } from '../errors.ts'
import type { BuildContext } from './build-context.ts'
import { HttpStatusError, isRemoteFile } from './remote.ts'
import { parseRepositoryUrl, type RepositoryUrl } from './repository-url.ts'

/** Names a kustomization file may have. */
export const kustomizationFileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const

interface Place {
  readonly tree: FileTree
  readonly dir: string
  /** The repository that the tree was cloned from. */
  readonly repository?: RepositoryUrl | undefined
  /** The one that led here. */
  readonly referrer?: Loader | undefined
}

/** Reads the files of one kustomization directory. */
export class Loader {
  readonly context: BuildContext
  readonly tree: FileTree
  readonly dir: string
  readonly #repository: RepositoryUrl | undefined
  readonly #referrer: Loader | undefined

  constructor(context: BuildContext, place: Place) {
    this.context = context
    this.tree = place.tree
    this.dir = place.dir
    this.#repository = place.repository
    this.#referrer = place.referrer
  }

  /** The directory as messages name it. */
  get shownDir(): string {
    return this.#shown(this.dir)
  }

  /** A file's text. @throws KustomizeError if there is none, or it is out of bounds */
  read(path: string): string {
    return new TextDecoder().decode(this.readBytes(path))
  }

  /** A file's bytes. @throws KustomizeError if there is none, or it is out of bounds */
  readBytes(path: string): Uint8Array {
    if (isRemoteFile(path)) return this.#readRemote(path)
    const full = this.#resolve(path)
    const bytes = this.tree.read(full)
    if (bytes === undefined) throw this.#unreadable(full)
    const isRestricted = this.context.restrict || this.#repository !== undefined
    if (isRestricted && !isBelow(full, this.dir)) {
      throw new KustomizeError(`security; file '${this.#shown(full)}' is not in or below '${this.shownDir}'`)
    }
    return bytes
  }

  /** Whether there is such a file, in bounds or not. */
  exists(path: string): boolean {
    return !isRemoteFile(path) && this.tree.read(this.#resolve(path)) !== undefined
  }

  /** The directory of a path, seen from the tree's root. @throws KustomizeError if it leads out of the tree */
  locate(path: string): string {
    return this.#resolve(path)
  }

  /** The loader of another kustomization directory. @throws KustomizeError if there is none, or it leads back here */
  enter(path: string): Loader {
    if (path === '') throw new KustomizeError('new root cannot be empty')
    const repository = parseRepositoryUrl(path)
    if (repository) {
      this.#refuseSameRepository(repository)
      return enterRepository(this.context, repository, this)
    }
    if (path.startsWith('/')) throw new KustomizeError(`new root '${path}' cannot be absolute`)
    const dir = this.#resolve(path)
    this.#expectDirectory(dir)
    this.#refuseCycle(dir)
    return new Loader(this.context, { tree: this.tree, dir, repository: this.#repository, referrer: this })
  }

  /** The kustomization file's text and name. @throws KustomizeError if there is none, or more than one */
  readKustomizationFile(): { readonly text: string; readonly name: string } {
    const found = kustomizationFileNames.filter(name => this.exists(name))
    const [name] = found
    if (found.length > 1)
      throw new KustomizeError(`Found multiple kustomization files under: ${this.shownDir}\n`)
    if (!name) {
      throw new KustomizeError(
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${this.shownDir}'`,
      )
    }
    return { text: this.read(name), name }
  }

  #expectDirectory(dir: string): void {
    if (this.tree.read(dir) !== undefined) {
      throw new KustomizeError(`must build at directory: '${this.#shown(dir)}': file is not directory`)
    }
    if (!this.tree.list(dir)) {
      throw new KustomizeError(
        `must build at directory: not a valid directory: evalsymlink failure on '${this.#shown(dir)}' : lstat ${this.#firstMissing(dir)}: no such file or directory`,
      )
    }
  }

  /** kustomize: a base may not be the overlay itself or a directory above it. */
  #refuseCycle(dir: string): void {
    if (isBelow(this.dir, dir)) {
      throw new KustomizeError(
        `cycle detected: candidate root '${this.#shown(dir)}' contains visited root '${this.shownDir}'`,
      )
    }
    const before = this.#referrer
    if (before?.tree === this.tree) before.#refuseCycle(dir)
  }

  #refuseSameRepository(wanted: RepositoryUrl): void {
    const raw = this.#repository?.raw
    if (raw?.startsWith(wanted.raw)) {
      throw new KustomizeError(`cycle detected: URI '${wanted.raw}' referenced by previous URI '${raw}'`)
    }
    const before = this.#referrer
    if (before) before.#refuseSameRepository(wanted)
  }

  #unreadable(full: string): KustomizeError {
    const shown = this.#shown(full)
    if (this.tree.list(full)) return new KustomizeError(`'${shown}' must resolve to a file`)
    if (!this.context.restrict) return new KustomizeError(`open ${shown}: no such file or directory`)
    return new KustomizeError(
      `evalsymlink failure on '${shown}' : lstat ${this.#firstMissing(full)}: no such file or directory`,
    )
  }

  /** The outermost part of a path that is not there. */
  #firstMissing(path: string): string {
    const parts = path.split('/')
    for (let i = 1; i < parts.length; i++) {
      const parent = parts.slice(0, i).join('/')
      if (!this.tree.list(parent)) return this.#shown(parent)
    }
    return this.#shown(path)
  }

  #shown(path: string): string {
    const root = this.#repository ? this.#repository.repository : this.context.shownRoot
    if (path === '') return root || '.'
    return root === '' ? path : `${root.replace(/\/$/, '')}/${path}`
  }

  #resolve(path: string): string {
    const parts = path.startsWith('/') ? [] : this.dir.split('/').filter(Boolean)
    for (const part of this.#withoutRoot(path).split('/')) {
      if (part === '' || part === '.') continue
      if (part !== '..') parts.push(part)
      else if (parts.pop() === undefined)
        throw new KustomizeError(`path '${path}' in '${this.shownDir}' leads out of the source`)
    }
    return parts.join('/')
  }

  /** An absolute path is one of the machine that the tree was taken from. */
  #withoutRoot(path: string): string {
    const { shownRoot } = this.context
    return shownRoot !== '' && path.startsWith(`${shownRoot}/`) ? path.slice(shownRoot.length) : path
  }

  #readRemote(url: string): Uint8Array {
    const { remote } = this.context
    if (!remote)
      throw new KustomizeError(`remote file '${url}' cannot be loaded: remote bases are not allowed`)
    const found = remote.file(url)
    if (found.type === 'found') return found.bytes
    if (found.type === 'failed') throw new KustomizeError(`Get "${url}": ${found.reason}`)
    if (parseRepositoryUrl(url)) throw new KustomizeError('URL is a git repository')
    throw new HttpStatusError(found.status, found.reason)
  }
}

/** The loader of a directory of a repository. @throws KustomizeError if it cannot be fetched */
export function enterRepository(context: BuildContext, repository: RepositoryUrl, referrer?: Loader): Loader {
  const { remote, warn } = context
  if (!remote) {
    throw new KustomizeError(`remote base '${repository.raw}' cannot be loaded: remote bases are not allowed`)
  }
  if (/^git::/i.test(repository.raw)) warn(forcedProtocol)
  const fetched = remote.repository(repository)
  if (fetched.type === 'failed') throw new KustomizeError(fetched.reason)
  const { tree } = fetched
  const dir = repository.dir
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')
  if (tree.read(dir) !== undefined) {
    throw new KustomizeError(`'${dir}' refers to file '${dir.split('/').at(-1)}'; expecting directory`)
  }
  if (!tree.list(dir)) {
    throw new KustomizeError(`no directory '${dir}' in '${repository.repository}'`)
  }
  return new Loader(context, { tree, dir, repository, referrer })
}

const forcedProtocol =
  "Warning: Forcing the git protocol using the 'git::' URL prefix is not supported. Kustomize currently strips this invalid prefix, but will stop doing so in a future release. Please remove the 'git::' prefix from your configuration."

function isBelow(path: string, dir: string): boolean {
  return dir === '' || path === dir || path.startsWith(`${dir}/`)
}
