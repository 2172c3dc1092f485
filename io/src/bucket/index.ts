/** Buckets of object stores, to read. @module */
export type { AccessKey } from '../aws/sign-v4.ts'
export type { AzureBlobOptions, BlobLogin } from './azure-blob.ts'
export { type Bucket, BucketError, type FetchedObject, type ListedObject } from './bucket.ts'
export type { GcsOptions } from './gcs.ts'
export { type LdapLogin, ldapCredentials } from './ldap-login.ts'
export { type BucketOptions, openBucket } from './open-bucket.ts'
export { openS3, type S3Options } from './s3.ts'
