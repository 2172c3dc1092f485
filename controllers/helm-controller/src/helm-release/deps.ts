import type { HelmRelease } from '@sluice/api/helm'
import type { HelmChart } from '@sluice/api/source'
import type { Artifact, FileTree } from '@sluice/base/flow'
import type { CapabilitiesOptions, RenderEnvironment } from '@sluice/helm/render'
import type { Cluster } from '@sluice/kube/apply'
import type { KubeClient } from '@sluice/kube/client'
import type { Condition, KubeObject } from '@sluice/kube/meta'
import type { HelmConfig } from '../config.ts'
import type { QuietReleases } from './quiet-releases.ts'
import type { RecordIndex } from './record-index.ts'
import type { ObjectKey } from './spec.ts'

/** A source as far as its consumers care. */
export type SourceObject = KubeObject<
  unknown,
  {
    readonly artifact?: Artifact
    readonly observedGeneration?: number
    readonly conditions?: readonly Condition[]
  }
>

/** The cluster that is released to, with what watches tell of it where there are some. */
export interface ReleaseCluster extends Cluster {
  readonly records?: RecordIndex
  readonly quiet?: QuietReleases
}

/** What the steps need from outside. */
export interface Deps {
  readonly config: HelmConfig
  findSource(
    key: ObjectKey,
    signal: AbortSignal,
  ): SourceObject | undefined | Promise<SourceObject | undefined>
  /** Reads from the API server, not from a cache. */
  findRelease(namespace: string, name: string, signal: AbortSignal): Promise<HelmRelease | undefined>
  fetchTree(url: string, digest: string, signal: AbortSignal): Promise<FileTree>
  /** The entries of a ConfigMap or Secret, decoded; undefined if there is no such object. */
  readTexts(
    kind: 'ConfigMap' | 'Secret',
    key: { readonly namespace: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>> | undefined>
  /** Writes the HelmChart where it differs; says what that did. */
  applyChart(chart: HelmChart, signal: AbortSignal): Promise<'created' | 'configured' | 'unchanged'>
  /** Deletes a HelmChart; false if it was gone. */
  deleteChart(key: Omit<ObjectKey, 'kind'>, signal: AbortSignal): Promise<boolean>
  /** The cluster that is released to, as the account that is asked for. @throws RemoteClusterError */
  connect(release: HelmRelease, signal: AbortSignal): Promise<ReleaseCluster>
  /** Whether the account that is released as is still there. */
  hasAccount(release: HelmRelease, signal: AbortSignal): Promise<boolean>
  /** What templates may know of a cluster. */
  capabilities(client: KubeClient): Promise<CapabilitiesOptions>
  /** Clock, randomness and cryptography for templates. */
  readonly environment: RenderEnvironment
}
