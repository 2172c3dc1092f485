import type { Bucket, GitRepository, HelmRepository } from '@sluice/api/source'
import type { ArtifactStore } from '@sluice/io/artifact-store'
import type { ChartRepository, ChartRepositoryOptions } from '@sluice/io/helm-repository'
import type { Registry, RegistryOptions } from '@sluice/io/oci'
import type { HelmConfig } from '../helm-config.ts'
import type { Identities } from '../identity/object-identity.ts'
import type { GetSecret } from '../secrets/secret-data.ts'
import type { IndexCache } from './index-cache.ts'

/** A source that charts come from. */
export type ChartSource =
  | { readonly kind: 'HelmRepository'; readonly object: HelmRepository }
  | { readonly kind: 'GitRepository'; readonly object: GitRepository }
  | { readonly kind: 'Bucket'; readonly object: Bucket }

/** What the steps need from outside. */
export interface Deps {
  readonly store: ArtifactStore
  readonly getSecret: GetSecret
  readonly identities: Pick<Identities, 'cloud'>
  findSource(kind: string, namespace: string, name: string): ChartSource | undefined
  /** The HelmRepository of a namespace with that (normalised) address. */
  findRepository(namespace: string, url: string): HelmRepository | undefined
  /** Bytes of an archive, and of its `Chart.yaml`. */
  readonly limits: Pick<HelmConfig, 'maxChart' | 'maxChartFile'>
  readonly indexes: IndexCache
  openRepository(options: ChartRepositoryOptions): ChartRepository
  openRegistry(options: RegistryOptions): Registry
}
