import type { Kustomization } from '@sluice/api/kustomize'
import type { Artifact, FileTree } from '@sluice/base/flow'
import type { Cluster, Owner } from '@sluice/kube/apply'
import type { RemoteSource } from '@sluice/kustomize'
import type { KustomizeConfig } from '../config.ts'
import type { BuildCache } from './build-cache.ts'
import type { SourceKey } from './spec.ts'

/** A source as far as its consumers care. */
export interface Source {
  readonly artifact: Artifact | undefined
}

/** What the steps need from outside. */
export interface Deps {
  readonly config: KustomizeConfig
  readonly builds: BuildCache
  /** Fetches what a kustomization names outside its source; undefined where that is forbidden. */
  remoteBases?(signal: AbortSignal): RemoteSource
  findSource(key: SourceKey): Source | undefined
  /** Reads from the API server, not from a cache. */
  findKustomization(namespace: string, name: string, signal: AbortSignal): Promise<Kustomization | undefined>
  fetchTree(url: string, digest: string, signal: AbortSignal): Promise<FileTree>
  /** The entries of a ConfigMap or Secret, decoded. @throws KubeError */
  readTexts(
    kind: 'ConfigMap' | 'Secret',
    key: { readonly namespace: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>>
  /** The cluster a Kustomization applies to, as the account it asks for. @throws RemoteClusterError */
  connect(ks: Kustomization, signal: AbortSignal): Promise<Cluster>
  /** Whether the account a Kustomization applies as is still there. */
  hasAccount(ks: Kustomization, signal: AbortSignal): Promise<boolean>
  /** Calls back with the Kustomization whose object someone else has touched. Returns how to stop. */
  onDrift?(listener: (owner: Owner) => void): () => void
}
