import type { ArtifactStore } from '@sluice/io/artifact-store'
import type { ChartRepository, ChartRepositoryOptions } from '@sluice/io/helm-repository'
import type { GetSecret } from '../secrets/secret-data.ts'

/** What the steps need from outside. */
export interface Deps {
  readonly store: ArtifactStore
  readonly getSecret: GetSecret
  openRepository(options: ChartRepositoryOptions): ChartRepository
}
