import type { ArtifactStore } from '@sluice/io/artifact-store'
import type { Bucket, BucketOptions } from '@sluice/io/bucket'
import type { Identities } from '../identity/object-identity.ts'
import type { GetSecret } from '../secrets/secret-data.ts'

/** What the steps need from outside. */
export interface Deps {
  readonly store: ArtifactStore
  readonly getSecret: GetSecret
  readonly identities: Identities
  /** The process's variables: where emulators are. */
  readonly env: Readonly<Record<string, string | undefined>>
  openBucket(options: BucketOptions): Bucket
}
