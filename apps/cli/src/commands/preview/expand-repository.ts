/**
 * Everything that a repository makes of a cluster: the Kustomizations below a folder, those that they make, and the
 * HelmReleases of all, rendered.
 * @module
 */
import { Kustomization } from '@sluice/api/kustomize'
import type { FileTree, Resource } from '@sluice/base/flow'
import type { Capabilities, Chart } from '@sluice/helm/render'
import { isSubstituted, substituteVariables } from '@sluice/kustomize-controller'
import { fieldAt, objectsAt, textAt } from '../../kinds/fields.ts'
import { buildFiles, isKustomization, withOwner } from '../build/local-build.ts'
import { Manifests } from '../build/manifests.ts'
import { maskSops } from '../build/mask-sops.ts'
import { pathInside } from '../build/path-inside.ts'
import type { RemoteChart } from '../build/release-chart.ts'
import { type RenderedBefore, renderHelmRelease } from '../build/render-release.ts'
import { formatSourceKey, type SourceKey, sourceKeyAt } from '../build/source-object.ts'
import { inOrder } from './order.ts'

/** A Kustomization or HelmRelease, and what it makes. */
export interface Built {
  readonly owner: Resource
  /** Why there is nothing of it. */
  readonly problem?: string
  readonly resources: readonly Resource[]
}

/** What to expand, and with what. */
export interface ExpandOptions {
  readonly tree: FileTree
  /** The cluster's folder. */
  readonly path: string
  /** What messages put before paths. */
  readonly shownRoot: string
  readonly remotes: readonly string[]
  readonly capabilities: Capabilities
  readonly fetchChart: (chart: RemoteChart) => Promise<Chart>
  readonly known: RenderedBefore
  readonly signal: AbortSignal
}

/** All that a folder leads to. */
export interface Expansion {
  /** In the order of dependencies. */
  readonly built: readonly Built[]
  readonly manifests: Manifests
  filesOf(source: SourceKey): FileTree | undefined
}

/** Follows a cluster's folder, and renders its releases. What cannot be built is told in its place. @throws Error if the folder itself cannot be */
export async function expandRepository(options: ExpandOptions): Promise<Expansion> {
  const expander = expanded(options)
  await expander.renderReleases()
  return resultOf(expander)
}

/** Follows a cluster's folder; releases are not rendered. @throws Error if the folder itself cannot be built */
export function expandKustomizations(options: ExpandOptions): Expansion {
  return resultOf(expanded(options))
}

function expanded(options: ExpandOptions): Expander {
  const expander = new Expander(options)
  expander.takeRoot()
  expander.buildKustomizations()
  return expander
}

function resultOf({ built, manifests, filesOf }: Expander): Expansion {
  return { built: inOrder(built), manifests, filesOf }
}

class Expander {
  readonly built: Built[] = []
  readonly manifests = new Manifests()
  readonly #options: ExpandOptions
  readonly #path: string
  #own: SourceKey | undefined
  #waiting: Resource[] = []
  readonly #seen = new Set<string>()

  constructor(options: ExpandOptions) {
    this.#options = options
    this.#path = pathInside(options.path)
  }

  /** The folder is built by the Kustomization in it that names it (as `bootstrap` makes one), or by one made up. */
  takeRoot(): void {
    const { path } = this.#options
    const name = 'flux-system'
    const root = manifestOf(name, name, { path, prune: true })
    const resources = this.#build(root, new Map())
    this.manifests.add(resources, name)
    const found = resources.find(
      resource => isKustomization(resource) && pathInside(textAt(resource, 'spec', 'path')) === this.#path,
    )
    if (found) this.#own = sourceKeyAt(found, found.metadata.namespace ?? name, 'spec', 'sourceRef')
    this.#take(found ? [placed(found, name)] : [root])
  }

  /** Those whose variables are known come first; the others see what there is in the end. */
  buildKustomizations(): void {
    for (let force = false; this.#waiting.length > 0; ) {
      const round = this.#waiting
      this.#waiting = []
      const count = this.built.length
      for (const next of round) {
        if (force || this.#missingOf(next).length === 0) this.#expand(next)
        else this.#waiting.push(next)
      }
      force = this.built.length === count
    }
  }

  async renderReleases(): Promise<void> {
    for (const release of this.manifests.ofKind('HelmRelease')) {
      if (!release.apiVersion.startsWith('helm.toolkit.fluxcd.io/')) continue
      const renderer = { ...this.#options, manifests: this.manifests, filesOf: this.filesOf }
      try {
        const { crds, manifests, hooks } = await renderHelmRelease(release, renderer)
        this.built.push({ owner: release, resources: [...crds, ...manifests, ...hooks] })
      } catch (error) {
        this.#fail(release, error)
      }
    }
  }

  /** A source that nothing is told of is taken for this repository: whoever made it by hand made it for that. */
  readonly filesOf = (key: SourceKey): FileTree | undefined => {
    const { tree, remotes } = this.#options
    if (key.kind === 'HelmRepository') return undefined
    if (this.#own && formatSourceKey(this.#own) === formatSourceKey(key)) return tree
    const found = this.manifests.find(key.kind, key.namespace, key.name)
    if (!found) return tree
    if (key.kind !== 'GitRepository') return undefined
    const url = plainUrl(textAt(found, 'spec', 'url'))
    return remotes.some(remote => plainUrl(remote) === url) ? tree : undefined
  }

  #expand(owner: Resource): void {
    try {
      const source = sourceKeyAt(owner, owner.metadata.namespace ?? '', 'spec', 'sourceRef')
      if (source.kind && !this.filesOf(source))
        throw new Error(`${formatSourceKey(source)} is not this repository`)
      const missing = this.#missingOf(owner)
      if (missing.length > 0) throw new Error(`no manifest of ${missing.join(', ')}, which has variables`)
      const resources = this.#build(owner, this.#variablesOf(owner))
      this.manifests.add(resources, owner.metadata.namespace ?? '')
      this.built.push({ owner, resources })
      this.#take(resources.filter(isKustomization))
    } catch (error) {
      this.#fail(owner, error)
    }
  }

  #fail(owner: Resource, error: unknown): void {
    if (!(error instanceof Error) || this.#options.signal.aborted) throw error
    this.built.push({ owner, resources: [], problem: error.message })
  }

  #take(found: readonly Resource[]): void {
    for (const resource of found) {
      const id = `${resource.metadata.namespace}/${resource.metadata.name}`
      if (!this.#seen.has(id)) this.#waiting.push(resource)
      this.#seen.add(id)
    }
  }

  #build(owner: Resource, variables: ReadonlyMap<string, string>): readonly Resource[] {
    const { tree, shownRoot } = this.#options
    // Its spec is read by functions that say what they miss.
    const kustomization = owner as unknown as Kustomization
    const dir = pathInside(textAt(owner, 'spec', 'path'))
    if (tree.list(dir) === undefined) throw new Error(`no folder '${dir}' in the repository`)
    const strategy = kustomization.spec?.postBuild?.substituteStrategy
    const replaced = (resource: Resource) =>
      kustomization.spec?.postBuild && isSubstituted(resource)
        ? substituteVariables(resource, variables, { strategy, strict: false })
        : resource
    return buildFiles({ tree, dir, shownRoot, digest: '' }, kustomization).map(resource =>
      maskSops(withOwner(replaced(resource), kustomization)),
    )
  }

  #missingOf(owner: Resource): readonly string[] {
    return objectsAt(owner, 'spec', 'postBuild', 'substituteFrom')
      .filter(reference => reference['optional'] !== true && !this.#textsOf(owner, reference))
      .map(reference => `${textAt(reference, 'kind')}/${textAt(reference, 'name')}`)
  }

  #variablesOf(owner: Resource): ReadonlyMap<string, string> {
    const variables = new Map<string, string>()
    const add = (texts: object) => {
      for (const [name, value] of Object.entries(texts))
        variables.set(name, String(value).replaceAll('\n', ''))
    }
    for (const reference of objectsAt(owner, 'spec', 'postBuild', 'substituteFrom'))
      add(this.#textsOf(owner, reference) ?? {})
    add(Object(fieldAt(owner, 'spec', 'postBuild', 'substitute') ?? {}))
    return variables
  }

  #textsOf(owner: Resource, reference: unknown): Readonly<Record<string, string>> | undefined {
    const namespace = owner.metadata.namespace ?? ''
    return this.manifests.texts(textAt(reference, 'kind'), namespace, textAt(reference, 'name'))
  }
}

function manifestOf(
  name: string,
  namespace: string,
  spec: Readonly<Record<string, string | boolean>>,
): Resource {
  return {
    apiVersion: `${Kustomization.group}/${Kustomization.version}`,
    kind: Kustomization.kind,
    metadata: { name, namespace },
    spec,
  }
}

function placed(resource: Resource, namespace: string): Resource {
  const { metadata } = resource
  return { ...resource, metadata: { ...metadata, namespace: metadata.namespace || namespace } }
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
