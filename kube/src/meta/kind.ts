/** What is needed to address a kind on an API server. */
export interface KindInfo {
  /** `''` for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}

/** A kind whose objects have the type `T`. The type parameter exists at compile time only. */
export class Kind<T = unknown> implements KindInfo {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  declare readonly object?: T

  constructor(info: KindInfo) {
    this.group = info.group
    this.version = info.version
    this.kind = info.kind
    this.plural = info.plural
    this.namespaced = info.namespaced
  }

  /** `v1` or `<group>/<version>`. */
  get apiVersion(): string {
    return this.group ? `${this.group}/${this.version}` : this.version
  }
}
