import type { ArtifactStore } from '@sluice/io/artifact-store'
import type { Bucket, S3Options } from '@sluice/io/bucket'
import type { GetSecret } from '../secrets/secret-data.ts'

/** What the steps need from outside. */
export interface Deps {
  readonly store: ArtifactStore
  readonly getSecret: GetSecret
  openBucket(options: S3Options): Bucket
}
