/** An object of a bucket, as a listing names it. */
export interface ListedObject {
  readonly key: string
  readonly etag: string
}

/** An object's content, and the etag that belongs to it. */
export interface FetchedObject {
  readonly etag: string
  readonly bytes: Uint8Array
}

/** A bucket of any provider, to read. Every operation may throw BucketError or NetworkError. */
export interface Bucket {
  exists(signal: AbortSignal): Promise<boolean>
  /** Every object whose key begins with `prefix`. */
  list(prefix: string, signal: AbortSignal): AsyncIterable<ListedObject>
  /** Undefined if there is no such object. @throws BucketError if it is larger than `limit` bytes */
  get(key: string, limit: number, signal: AbortSignal): Promise<FetchedObject | undefined>
  close(): Promise<void>
}

/** A store that refused, in its own words. */
export class BucketError extends Error {
  override readonly name = 'BucketError'
  /** `NoSuchBucket`, `AccessDenied`, … */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
