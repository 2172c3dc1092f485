import type { FileTree } from '@sluice/base/flow'
import { KustomizeError } from '../errors.ts'

/** Names a kustomization file may have. */
export const kustomizationFileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const

/** Fetches what a remote base or file names; may be absent, then remote paths are refused. */
export interface RemoteFetcher {
  /** The text of an `https://` file. */
  file?(url: string): Uint8Array | undefined
  /** The tree and directory of a Git URL. */
  repository?(url: string): { readonly tree: FileTree; readonly dir: string } | undefined
}

/** Reads the files of one kustomization directory. */
export class Loader {
  readonly #tree: FileTree
  readonly #remote: RemoteFetcher | undefined
  readonly #restrict: boolean
  readonly #shownRoot: string
  /** Directories that lead here, this one last. */
  readonly #stack: readonly string[]
  readonly dir: string

  constructor(options: {
    readonly tree: FileTree
    readonly dir: string
    readonly restrict: boolean
    readonly remote?: RemoteFetcher | undefined
    readonly stack?: readonly string[]
    /** What messages put before paths. */
    readonly shownRoot?: string
  }) {
    this.#shownRoot = options.shownRoot ?? ''
    this.#tree = options.tree
    this.#remote = options.remote
    this.#restrict = options.restrict
    this.dir = options.dir
    this.#stack = [...(options.stack ?? []), options.dir]
  }

  /** The directory as messages name it. */
  get shownDir(): string {
    return this.#shown(this.dir)
  }

  /** A file's text. @throws KustomizeError if there is none, or it is out of bounds */
  read(path: string): string {
    return new TextDecoder().decode(this.readBytes(path))
  }

  readBytes(path: string): Uint8Array {
    if (isUrl(path)) return this.#readRemote(path)
    const full = this.#resolve(path)
    const bytes = this.#tree.read(full)
    if (bytes === undefined) throw this.#unreadable(full)
    if (this.#restrict && !isBelow(full, this.dir)) {
      throw new KustomizeError(`security; file '${this.#shown(full)}' is not in or below '${this.shownDir}'`)
    }
    return bytes
  }

  exists(path: string): boolean {
    return !isUrl(path) && this.#tree.read(this.#resolve(path)) !== undefined
  }

  /** The loader of another kustomization directory. @throws KustomizeError if there is none, or it leads back here */
  enter(path: string): Loader {
    if (isRepository(path)) return this.#enterRemote(path)
    const dir = this.#resolve(path)
    if (this.#tree.read(dir) !== undefined) {
      throw new KustomizeError(`must build at directory: '${this.#shown(dir)}': file is not directory`)
    }
    if (!this.#tree.list(dir)) {
      throw new KustomizeError(
        `must build at directory: not a valid directory: evalsymlink failure on '${this.#shown(dir)}' : lstat ${this.#shown(dir)}: no such file or directory`,
      )
    }
    // kustomize: a base may not be the overlay itself or a directory above it.
    if (this.#stack.some(parent => isBelow(parent, dir))) {
      throw new KustomizeError(
        `cycle detected: candidate root '${this.#shown(dir)}' contains visited root '${this.shownDir}'`,
      )
    }
    return new Loader({
      tree: this.#tree,
      dir,
      restrict: this.#restrict,
      remote: this.#remote,
      stack: this.#stack,
      shownRoot: this.#shownRoot,
    })
  }

  /** The kustomization file's text and name. @throws KustomizeError if there is none, or more than one */
  readKustomizationFile(): { readonly text: string; readonly name: string } {
    const found = kustomizationFileNames.filter(name => this.exists(name))
    const [name] = found
    if (found.length > 1)
      throw new KustomizeError(`Found multiple kustomization files under: ${this.shownDir}`)
    if (!name) {
      throw new KustomizeError(
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${this.shownDir}'`,
      )
    }
    return { text: this.read(name), name }
  }

  #unreadable(full: string): KustomizeError {
    const shown = this.#shown(full)
    if (this.#tree.list(full)) return new KustomizeError(`'${shown}' must resolve to a file`)
    if (!this.#restrict) return new KustomizeError(`open ${shown}: no such file or directory`)
    return new KustomizeError(`evalsymlink failure on '${shown}' : lstat ${shown}: no such file or directory`)
  }

  #shown(path: string): string {
    return [this.#shownRoot, path].filter(Boolean).join('/') || '.'
  }

  #resolve(path: string): string {
    const parts = path.startsWith('/') ? [] : this.dir.split('/').filter(Boolean)
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue
      if (part !== '..') parts.push(part)
      else if (parts.pop() === undefined)
        throw new KustomizeError(`path '${path}' in '${this.shownDir}' leads out of the source`)
    }
    return parts.join('/')
  }

  #readRemote(url: string): Uint8Array {
    const bytes = this.#remote?.file?.(url)
    if (bytes === undefined)
      throw new KustomizeError(`remote file '${url}' cannot be loaded: remote bases are not allowed`)
    return bytes
  }

  #enterRemote(url: string): Loader {
    const found = this.#remote?.repository?.(url)
    if (!found)
      throw new KustomizeError(`remote base '${url}' cannot be loaded: remote bases are not allowed`)
    if (this.#stack.includes(url))
      throw new KustomizeError(`cycle detected: URI '${url}' referenced by previous URI '${url}'`)
    return new Loader({ ...found, restrict: this.#restrict, remote: this.#remote, stack: [url] })
  }
}

function isUrl(path: string): boolean {
  return /^https?:\/\//.test(path)
}

/** As kustomize tells a Git URL from a path. */
function isRepository(path: string): boolean {
  return /^(?:https?:\/\/|ssh:\/\/|file:\/\/|git::|git@|[\w.-]+@[\w.-]+:)|^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]/.test(
    path,
  )
}

function isBelow(path: string, dir: string): boolean {
  return dir === '' || path === dir || path.startsWith(`${dir}/`)
}
