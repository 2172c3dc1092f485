/** Stored upstream content, as in `status.artifact` of every source. */
export interface Artifact {
  /** `<algorithm>:<hex>` of the stored file. */
  readonly digest: string
  /** Relative to the storage root: `<kind>/<namespace>/<name>/<file>`. */
  readonly path: string
  readonly url: string
  /** Names the upstream content, such as `main@sha1:…`. */
  readonly revision: string
  /** RFC 3339. */
  readonly lastUpdateTime: string
  /** Bytes of the stored file. */
  readonly size?: number
  readonly metadata?: Readonly<Record<string, string>>
}
