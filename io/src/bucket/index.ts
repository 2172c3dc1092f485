/** Buckets of object stores, to read. @module */

export type { AccessKey } from '../aws/sign-v4.ts'
export { type Bucket, BucketError, type FetchedObject, type ListedObject } from './bucket.ts'
export { openS3, type S3Options } from './s3.ts'
