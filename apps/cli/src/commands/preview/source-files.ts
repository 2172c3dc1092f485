/** Which files a source of the cluster stands for, seen from the repository. @module */
import type { ArtifactGenerator } from '@sluice/api/extensions'
import type { FileTree, Resource } from '@sluice/base/flow'
import { ignoreFileName, sourceMatcher } from '@sluice/ignore'
import { objectsAt, textAt } from '../../kinds/fields.ts'
import type { Manifests } from '../build/manifests.ts'
import { formatSourceKey, type SourceKey } from '../build/source-object.ts'
import { lazyTree } from './lazy-tree.ts'

/** Puts together the artifacts of a generator. */
type Compose = typeof import('@sluice/source-watcher/compose').composeArtifacts

/** What sources are looked up in. */
export interface SourcePlaces {
  readonly tree: FileTree
  /** The addresses of the repository. */
  readonly remotes: readonly string[]
  readonly manifests: Manifests
}

/** The files of sources, each looked up once. */
export class SourceFiles {
  readonly #places: SourcePlaces
  readonly #artifacts = new Map<string, FileTree>()
  readonly #composed = new WeakMap<Resource, ReadonlyMap<string, FileTree>>()
  #compose: Compose | undefined
  /** The source of the Kustomization that builds the cluster's folder: it is this repository. */
  own: SourceKey | undefined

  constructor(places: SourcePlaces) {
    this.#places = places
  }

  /** Loads what only some repositories need. */
  async prepare(): Promise<void> {
    if (this.#compose || this.#places.manifests.ofKind('ArtifactGenerator').length === 0) return
    this.#compose = (await import('@sluice/source-watcher/compose')).composeArtifacts
  }

  /**
   * A source that nothing is told of is taken for this repository: whoever made it by hand made it for that.
   * @throws Error if it is made of others that cannot be put together
   */
  readonly of = (key: SourceKey): FileTree | undefined => {
    const { manifests, remotes } = this.#places
    if (key.kind === 'HelmRepository') return undefined
    if (key.kind === 'ExternalArtifact') return this.#generated(key)
    const found = manifests.find(key.kind, key.namespace, key.name)
    const isOwn = this.own !== undefined && formatSourceKey(this.own) === formatSourceKey(key)
    if (isOwn || !found) return this.#artifact(found)
    if (key.kind !== 'GitRepository') return undefined
    requireFollowing(found, key)
    const url = plainUrl(textAt(found, 'spec', 'url'))
    return remotes.some(remote => plainUrl(remote) === url) ? this.#artifact(found) : undefined
  }

  /** The repository without what its ignore files, and the source's rules, leave out. */
  #artifact(source: Resource | undefined): FileTree {
    const ignore = textAt(source, 'spec', 'ignore')
    const known = this.#artifacts.get(ignore) ?? withoutIgnored(this.#places.tree, ignore)
    this.#artifacts.set(ignore, known)
    return known
  }

  #generated({ namespace, name }: SourceKey): FileTree | undefined {
    for (const generator of this.#places.manifests.ofKind('ArtifactGenerator')) {
      if (generator.metadata.namespace !== namespace) continue
      const found = this.#artifactsOf(generator).get(name)
      if (found) return found
    }
    return undefined
  }

  #artifactsOf(generator: Resource): ReadonlyMap<string, FileTree> {
    const known = this.#composed.get(generator)
    if (known) return known
    // One that is made of itself finds nothing.
    this.#composed.set(generator, new Map())
    const sources = new Map<string, FileTree>()
    for (const source of objectsAt(generator, 'spec', 'sources')) {
      const namespace = textAt(source, 'namespace') || (generator.metadata.namespace ?? '')
      const key = { kind: textAt(source, 'kind'), namespace, name: textAt(source, 'name') }
      const files = this.of(key)
      if (!files) throw new Error(`${formatSourceKey(key)} is not this repository`)
      sources.set(textAt(source, 'alias'), files)
    }
    // Its spec is read by functions that say what they miss.
    const made = this.#compose?.(generator as unknown as ArtifactGenerator, sources) ?? []
    const composed = new Map(made.map(({ name, tree }) => [name, tree]))
    this.#composed.set(generator, composed)
    return composed
  }
}

/** @throws Error for a source that stays where it is, whatever is committed */
function requireFollowing(source: Resource, key: SourceKey): void {
  for (const kind of ['commit', 'semver', 'tag']) {
    const pin = textAt(source, 'spec', 'ref', kind)
    if (pin)
      throw new Error(`${formatSourceKey(key)} is at ${kind} '${pin}', which another commit does not change`)
  }
}

function withoutIgnored(tree: FileTree, ignore: string): FileTree {
  const paths = tree.paths()
  const files = paths
    .filter(path => path === ignoreFileName || path.endsWith(`/${ignoreFileName}`))
    .sort((a, b) => (a.replaceAll('/', '\0') < b.replaceAll('/', '\0') ? -1 : 1))
    .map(path => ({
      dir: path.slice(0, -ignoreFileName.length - 1),
      text: new TextDecoder().decode(tree.read(path)),
    }))
  const isIgnored = sourceMatcher(files, ignore)
  return lazyTree(
    paths.filter(path => !isIgnored(path, false)),
    tree.read,
  )
}

/** `https://host/org/repo` for every way to write the address of a repository. */
function plainUrl(url: string): string {
  const scp = url.includes('://') ? url : url.replace(/^([\w.-]+@)?([\w.-]+):/, 'ssh://$2/')
  return scp
    .replace(/^\w+:\/\/([^@/]*@)?/, '')
    .replace(/:\d+\//, '/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
}
