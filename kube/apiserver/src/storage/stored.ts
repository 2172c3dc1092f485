import { formatJson, isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'

/** An object as the journal has it: its text, and what is looked at of every object at start. */
export interface StoredText {
  readonly text: string
  readonly uid: string
  readonly isLinked: boolean
}

/** One object as it is stored: a value that never changes, and its texts, made once. What is only a text is read when it is looked at. */
export class Stored {
  readonly namespace: string
  readonly name: string
  /** The version at which it was written. */
  readonly version: number
  #object: JsonObject | undefined
  readonly #loaded: StoredText | undefined
  #texts: Map<string, string> | undefined

  private constructor(identity: Identity, object: JsonObject | undefined, loaded: StoredText | undefined) {
    this.namespace = identity.namespace
    this.name = identity.name
    this.version = identity.version
    this.#object = object
    this.#loaded = loaded
    if (loaded) this.#texts = new Map([[storedForm, loaded.text]])
  }

  static of(identity: Identity, object: JsonObject): Stored {
    return new Stored(identity, object, undefined)
  }

  static fromText(identity: Identity, loaded: StoredText): Stored {
    return new Stored(identity, undefined, loaded)
  }

  /** In the storage version, with `metadata.resourceVersion`. @throws Error where the journal's text is no object */
  get object(): JsonObject {
    this.#object ??= this.#read()
    return this.#object
  }

  get uid(): string {
    const uid = this.#loaded?.uid ?? this.metadata['uid']
    return typeof uid === 'string' ? uid : ''
  }

  /** Whether it names owners or is being deleted: what garbage collection looks at. */
  get isLinked(): boolean {
    if (this.#loaded) return this.#loaded.isLinked
    const { ownerReferences, deletionTimestamp } = this.metadata
    return ownerReferences !== undefined || deletionTimestamp !== undefined
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

  #read(): JsonObject {
    const object = parseJson(this.#loaded?.text ?? '')
    if (isJsonObject(object)) return object
    throw new Error(`what is stored as ${this.key} is not a JSON object`)
  }
}

export interface Identity {
  readonly namespace: string
  readonly name: string
  readonly version: number
}

/** The form in which the journal keeps objects. */
export const storedForm = 'stored'

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
