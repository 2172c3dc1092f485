import type { JsonObject } from '@sluice/base/json'
import { FieldSet } from '../field-set/index.ts'
import { type Comparison, compareTyped, exceptFields, type Type } from '../typed/index.ts'

/** What is known of the versions of a kind. */
export interface KindVersions {
  /** The type in a version; undefined where it is not served (any more). */
  readonly typeOf: (apiVersion: string) => Type | undefined
  /** The object in another version. */
  readonly convert: (object: JsonObject, from: string, to: string) => JsonObject
  /** Fields that this request can't change, whatever it says: not owned by who sends them. */
  readonly resetFields?: (apiVersion: string) => FieldSet | undefined
}

/** A pair of states of one object, compared in each version once. */
export class VersionedComparison {
  readonly #versions: KindVersions
  readonly #from: string
  readonly #states: readonly [JsonObject, JsonObject]
  readonly #done = new Map<string, Comparison | undefined>()

  constructor(versions: KindVersions, apiVersion: string, states: readonly [JsonObject, JsonObject]) {
    this.#versions = versions
    this.#from = apiVersion
    this.#states = states
  }

  /** The difference in a version, without reset fields; undefined where the version is unknown. */
  in(apiVersion: string): Comparison | undefined {
    if (!this.#done.has(apiVersion)) {
      const whole = this.whole(apiVersion)
      this.#done.set(apiVersion, whole && exceptFields(whole, this.#versions.resetFields?.(apiVersion)))
    }
    return this.#done.get(apiVersion)
  }

  whole(apiVersion: string): Comparison | undefined {
    const type = this.#versions.typeOf(apiVersion)
    if (!type) return undefined
    const [left, right] = this.#states.map(each => inVersion(this.#versions, each, this.#from, apiVersion))
    return compareTyped(type, left ?? {}, right ?? {})
  }
}

export function inVersion(versions: KindVersions, object: JsonObject, from: string, to: string): JsonObject {
  return from === to ? object : versions.convert(object, from, to)
}

/** What the server sets, which nobody owns. */
export const unowned = FieldSet.of(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map(name => ['f:metadata', `f:${name}`]),
)
