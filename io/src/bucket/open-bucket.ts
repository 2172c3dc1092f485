import { type AzureBlobOptions, openAzureBlob } from './azure-blob.ts'
import type { Bucket } from './bucket.ts'
import { type GcsOptions, openGcs } from './gcs.ts'
import { openS3, type S3Options } from './s3.ts'

/** A bucket, by the kind of its store. */
export type BucketOptions =
  | ({ readonly type: 's3' } & S3Options)
  | ({ readonly type: 'gcs' } & GcsOptions)
  | ({ readonly type: 'azure' } & AzureBlobOptions)

/** Opens a bucket of any store. Nothing is sent before the first operation. */
export function openBucket(options: BucketOptions): Bucket {
  switch (options.type) {
    case 's3':
      return openS3(options)
    case 'gcs':
      return openGcs(options)
    case 'azure':
      return openAzureBlob(options)
  }
}
