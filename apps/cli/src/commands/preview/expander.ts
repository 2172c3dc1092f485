import { Kustomization } from '@sluice/api/kustomize'
import type { Resource } from '@sluice/base/flow'
import { deepEqual } from '@sluice/base/json'
import { isSubstituted, substituteVariables } from '@sluice/kustomize-controller'
import { fieldAt, textAt } from '../../kinds/fields.ts'
import { buildFiles, isKustomization, withOwner } from '../build/local-build.ts'
import { Manifests } from '../build/manifests.ts'
import { maskSops } from '../build/mask-sops.ts'
import { pathInside } from '../build/path-inside.ts'
import { formatSourceKey, sourceKeyAt } from '../build/source-object.ts'
import type { Built, ExpandOptions, Expansion } from './expand-repository.ts'
import { fateOf, isForeign, isMarked } from './fate.ts'
import { dependenciesOf, haveOneSource, isOwner, isSuspended, ownerId } from './owners.ts'
import { recordingTree } from './recording-tree.ts'
import { nextReleaseState } from './release-state.ts'
import { SourceFiles } from './source-files.ts'
import { missingVariables, variablesOf } from './variables.ts'

const rootName = 'flux-system'

/** Expands a folder, owner by owner. */
export class Expander {
  readonly built = new Map<string, Built>()
  readonly manifests = new Manifests()
  readonly #options: ExpandOptions
  readonly #before: ReadonlyMap<string, Built> | undefined
  readonly #sources: SourceFiles
  readonly #seen = new Set<string>()
  #waiting: Resource[] = []

  constructor(options: ExpandOptions, before?: Expansion) {
    this.#options = options
    this.#before = before && new Map(before.built.map(built => [ownerId(built.owner), built]))
    this.#sources = new SourceFiles({ ...options, manifests: this.manifests })
  }

  /** The files that a source stands for. */
  get filesOf() {
    return this.#sources.of
  }

  /** @throws Error if the folder itself cannot be built */
  async run(what: 'everything' | 'kustomizations'): Promise<void> {
    this.#takeRoot()
    do await this.#settle(what)
    while (this.#takeOrphans())
  }

  /** The folder is built by the Kustomization in it that names it (as `bootstrap` makes one), or by one made up. */
  #takeRoot(): void {
    const path = pathInside(this.#options.path)
    const root = rootAt(this.#options.path)
    const { resources } = this.#build(root, new Map())
    this.manifests.add(resources, rootName)
    const found = resources.find(
      resource => isKustomization(resource) && pathInside(textAt(resource, 'spec', 'path')) === path,
    )
    if (found)
      this.#sources.own = sourceKeyAt(found, found.metadata.namespace ?? rootName, 'spec', 'sourceRef')
    this.#take([found ?? root], rootName)
  }

  /** Owners whose dependencies and variables are known come first; where none is left, the others take what there is. */
  async #settle(what: 'everything' | 'kustomizations'): Promise<void> {
    while (this.#waiting.length > 0) {
      const round = this.#waiting
      const [kustomizations, releases] = [
        round.filter(isKustomization),
        round.filter(owner => !isKustomization(owner)),
      ]
      await this.#sources.prepare()
      const ready = kustomizations.filter(owner => this.#canGo(owner))
      // A release sees what all Kustomizations have made.
      const next = kustomizations.length > 0 ? ready : releases.filter(owner => this.#canGo(owner))
      const chosen = next.length > 0 ? next : round.slice(0, 1)
      this.#waiting = round.filter(owner => !chosen.includes(owner))
      if (chosen.some(isKustomization)) for (const owner of chosen) this.#expand(owner)
      else if (what === 'everything') await this.#release(chosen)
    }
  }

  #canGo(owner: Resource): boolean {
    const isSettled = (id: string) => this.built.has(id)
    return dependenciesOf(owner).every(isSettled) && missingVariables(owner, this.manifests).length === 0
  }

  #expand(owner: Resource): void {
    const held = this.#whyHeld(owner)
    if (held) {
      this.#keep(owner, { held })
      return
    }
    try {
      const missing = missingVariables(owner, this.manifests)
      if (missing.length > 0) throw new Error(`no manifest of ${missing.join(', ')}, which has variables`)
      this.#add({ owner, ...this.#build(owner, variablesOf(owner, this.manifests)) })
    } catch (error) {
      this.#fail(owner, error)
    }
  }

  /** Charts are fetched side by side. */
  async #release(owners: readonly Resource[]): Promise<void> {
    const { manifests, filesOf } = this
    const renderer = { ...this.#options, manifests, filesOf }
    const outcomes = await Promise.all(
      owners.map(async owner => {
        const held = this.#whyHeld(owner)
        if (held) return () => this.#keep(owner, { held })
        try {
          const last = this.#before?.get(ownerId(owner))?.release
          const release = await nextReleaseState(owner, renderer, last)
          return () => this.#add({ owner, release, resources: release.made, lasting: release.lasting })
        } catch (error) {
          return () => this.#fail(owner, error)
        }
      }),
    )
    for (const record of outcomes) record()
  }

  /** Why an owner leaves the cluster as it is. Where that is not known, it is taken for what was built. */
  #whyHeld(owner: Resource): string | undefined {
    if (this.#before && isSuspended(owner)) return 'is suspended'
    for (const id of dependenciesOf(owner)) {
      const needed = this.built.get(id)
      if (!needed) return `waits for ${id}, which is not there`
      if (needed.problem !== undefined) return `waits for ${id}, which cannot be built`
      const isBehind =
        needed.held !== undefined && (!isSuspended(needed.owner) || haveOneSource(owner, needed.owner))
      if (isBehind) return `waits for ${id}, which ${needed.held}`
    }
    return undefined
  }

  #fail(owner: Resource, error: unknown): void {
    if (!(error instanceof Error) || this.#options.signal.aborted) throw error
    this.#keep(owner, { problem: error.message })
  }

  /** What was there stays. */
  #keep(owner: Resource, why: Pick<Built, 'held' | 'problem'>): void {
    const { resources = [], lasting, release } = this.#before?.get(ownerId(owner)) ?? {}
    this.#add({ owner, resources, ...why, ...(lasting ? { lasting } : {}), ...(release ? { release } : {}) })
  }

  #add(built: Built): void {
    const { owner, resources } = built
    this.built.set(ownerId(owner), built)
    // Another cluster's objects are nothing to this one.
    if (fieldAt(owner, 'spec', 'kubeConfig') !== undefined) return
    const namespace = textAt(owner, 'spec', 'targetNamespace') || (owner.metadata.namespace ?? '')
    this.manifests.add(resources.map(maskSops), namespace)
    this.#take(resources.filter(isOwner), namespace)
  }

  #take(found: readonly Resource[], namespace: string): void {
    for (const resource of found) {
      const { metadata } = resource
      const owner = { ...resource, metadata: { ...metadata, namespace: metadata.namespace || namespace } }
      if (!this.#seen.has(ownerId(owner))) this.#waiting.push(owner)
      this.#seen.add(ownerId(owner))
    }
  }

  /** Owners that are no longer made, and nobody deletes, go on as they were. Whether there are any. */
  #takeOrphans(): boolean {
    for (const [id, before] of this.#before ?? []) {
      const orphans = before.resources.filter(
        resource => isOwner(resource) && fateOf(resource, before, this.built.get(id)) === 'orphaned',
      )
      this.#take(orphans, before.owner.metadata.namespace ?? '')
    }
    return this.#waiting.length > 0
  }

  #build(owner: Resource, variables: ReadonlyMap<string, string>): Omit<Built, 'owner'> {
    const source = sourceKeyAt(owner, owner.metadata.namespace ?? '', 'spec', 'sourceRef')
    const tree = source.kind ? this.filesOf(source) : this.#options.tree
    if (!tree) throw new Error(`${formatSourceKey(source)} is not this repository`)
    const before = this.#before?.get(ownerId(owner))
    const shown = JSON.stringify([...variables])
    const isSame =
      before?.readings !== undefined &&
      before.variables === shown &&
      deepEqual(before.owner['spec'] ?? null, owner['spec'] ?? null) &&
      before.readings.areSameIn(tree)
    if (isSame) return before
    const readings = recordingTree(tree)
    const made = this.#buildFrom({ ...readings, owner, variables })
    const resources = made.flatMap(resource => asApplied(resource, before?.resources ?? []))
    return { resources, readings, variables: shown }
  }

  #buildFrom({
    tree,
    owner,
    variables,
  }: {
    readonly tree: ExpandOptions['tree']
    readonly owner: Resource
    readonly variables: ReadonlyMap<string, string>
  }): readonly Resource[] {
    // Its spec is read by functions that say what they miss.
    const kustomization = owner as unknown as Kustomization
    const dir = pathInside(textAt(owner, 'spec', 'path'))
    if (tree.list(dir) === undefined) throw new Error(`no folder '${dir}' in its source`)
    const { postBuild } = kustomization.spec ?? {}
    const options = { strategy: postBuild?.substituteStrategy, strict: true }
    const replaced = (resource: Resource) =>
      postBuild && isSubstituted(resource) ? substituteVariables(resource, variables, options) : resource
    const { shownRoot } = this.#options
    return buildFiles({ tree, dir, shownRoot, digest: '' }, kustomization).map(resource =>
      withOwner(replaced(resource), kustomization),
    )
  }
}

/** What an apply makes of a resource that says of itself how it is to be treated. */
function asApplied(resource: Resource, before: readonly Resource[]): readonly Resource[] {
  const isOnce = isMarked(resource, 'ssa', 'IfNotPresent')
  if (!isOnce && !isForeign(resource)) return [resource]
  const { apiVersion, kind, metadata } = resource
  const known = before.find(
    other =>
      other.apiVersion === apiVersion &&
      other.kind === kind &&
      other.metadata.name === metadata.name &&
      other.metadata.namespace === metadata.namespace,
  )
  if (known) return [known]
  return isOnce ? [resource] : []
}

function rootAt(path: string): Resource {
  return {
    apiVersion: `${Kustomization.group}/${Kustomization.version}`,
    kind: Kustomization.kind,
    metadata: { name: rootName, namespace: rootName },
    spec: { path, prune: true },
  }
}
