import { formatJson, isJsonObject, type JsonObject } from '@sluice/base/json'

/** One object as it is stored: a value that never changes, and its texts, made once. */
export class Stored {
  readonly namespace: string
  readonly name: string
  /** The version at which it was written. */
  readonly version: number
  /** In the storage version, with `metadata.resourceVersion`. */
  readonly object: JsonObject
  #texts: Map<string, string> | undefined

  constructor(namespace: string, name: string, version: number, object: JsonObject) {
    this.namespace = namespace
    this.name = name
    this.version = version
    this.object = object
  }

  /** `<namespace>/<name>`, or the name alone; sorts as lists are sorted. */
  get key(): string {
    return keyOf(this.namespace, this.name)
  }

  get metadata(): JsonObject {
    const metadata = this.object['metadata']
    return isJsonObject(metadata) ? metadata : {}
  }

  /** The text under `form`, made by `make` the first time: many watchers share one text. */
  text(form: string, make: (object: JsonObject) => string = formatJson): string {
    this.#texts ??= new Map()
    let text = this.#texts.get(form)
    if (text === undefined) this.#texts.set(form, (text = make(this.object)))
    return text
  }
}

export function keyOf(namespace: string, name: string): string {
  return namespace ? `${namespace}/${name}` : name
}

/** A change, in the order of versions. */
export interface Change {
  readonly version: number
  /** Undefined: deleted. */
  readonly now: Stored | undefined
  readonly before: Stored | undefined
  /** What was deleted, at the version of the deletion. */
  readonly last?: Stored
}
