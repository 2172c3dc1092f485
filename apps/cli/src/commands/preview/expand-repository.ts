/**
 * Everything that a repository makes of a cluster: the Kustomizations below a folder, those that they make, and the
 * HelmReleases of all, rendered. With an earlier expansion, what becomes of a cluster that was in that state.
 * @module
 */
import type { FileTree, Resource } from '@sluice/base/flow'
import type { Capabilities } from '@sluice/helm/render'
import type { Manifests } from '../build/manifests.ts'
import type { FetchedChart } from '../build/release-chart.ts'
import type { RemoteChart } from '../build/remote-chart.ts'
import type { SourceKey } from '../build/source-object.ts'
import { Expander } from './expander.ts'
import { inOrder } from './order.ts'
import type { Readings } from './recording-tree.ts'
import type { ReleaseState } from './release-state.ts'

/** A Kustomization or HelmRelease, and what of it is in the cluster. */
export interface Built {
  readonly owner: Resource
  readonly resources: readonly Resource[]
  /** Why it cannot be built; what was there before stays. */
  readonly problem?: string
  /** Why it does nothing, though nothing is wrong with it; what was there before stays. */
  readonly held?: string
  /** Resources that stay when the owner no longer makes them. */
  readonly lasting?: ReadonlySet<Resource>
  readonly release?: ReleaseState
  /** What a build has read. */
  readonly readings?: Readings
  /** The variables of a build, as text. */
  readonly variables?: string
}

/** What to expand, and with what. */
export interface ExpandOptions {
  readonly tree: FileTree
  /** The hash of the tree's commit; undefined for files that were not committed. */
  readonly commit?: string | undefined
  /** The cluster's folder. */
  readonly path: string
  /** What messages put before paths. */
  readonly shownRoot: string
  readonly remotes: readonly string[]
  readonly capabilities: Capabilities
  readonly fetchChart: (chart: RemoteChart) => Promise<FetchedChart>
  readonly signal: AbortSignal
}

/** All that a folder leads to. */
export interface Expansion {
  /** In the order of dependencies. */
  readonly built: readonly Built[]
  readonly manifests: Manifests
  filesOf(source: SourceKey): FileTree | undefined
}

/**
 * Follows a cluster's folder, and renders its releases. What cannot be built is told in its place.
 * @param before the state that the cluster is in
 * @throws Error if the folder itself cannot be built
 */
export async function expandRepository(options: ExpandOptions, before?: Expansion): Promise<Expansion> {
  const expander = new Expander(options, before)
  await expander.run('everything')
  return resultOf(expander)
}

/** Follows a cluster's folder; releases are not rendered. @throws Error if the folder itself cannot be built */
export async function expandKustomizations(options: ExpandOptions): Promise<Expansion> {
  const expander = new Expander(options)
  await expander.run('kustomizations')
  return resultOf(expander)
}

function resultOf({ built, manifests, filesOf }: Expander): Expansion {
  return { built: inOrder([...built.values()]), manifests, filesOf }
}
