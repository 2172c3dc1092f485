import { formatJson, isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import type { Forgetful, Recent } from './recent.ts'

/** An object as the journal has it: its text, and what is looked at of every object at start, where that is known. */
export interface StoredText {
  readonly text: string
  readonly uid: string | undefined
  readonly isLinked: boolean | undefined
}

/** What an object weighs whose text was not made yet. */
const usualWeight = 1024

/**
 * One object as it is stored: a value that never changes, and its texts. Of what nobody has used lately only the
 * stored text and the labels, which lists ask for, stay in memory; the object is read from its text again.
 */
export class Stored implements Forgetful {
  readonly namespace: string
  readonly name: string
  /** The version at which it was written. */
  readonly version: number
  era = 0
  #object: JsonObject | undefined
  #text: string | undefined
  #otherTexts: Map<string, string> | undefined
  #uid: string | undefined
  #isLinked: boolean | undefined
  #labels: JsonObject | undefined
  readonly #recent: Recent

  private constructor({ namespace, name, version }: Identity, recent: Recent) {
    this.namespace = namespace
    this.name = name
    this.version = version
    this.#recent = recent
  }

  static of(identity: Identity, object: JsonObject, recent: Recent): Stored {
    const stored = new Stored(identity, recent)
    stored.#object = object
    recent.use(stored)
    return stored
  }

  static fromText(identity: Identity, { text, uid, isLinked }: StoredText, recent: Recent): Stored {
    const stored = new Stored(identity, recent)
    stored.#text = text
    stored.#uid = uid
    stored.#isLinked = isLinked
    return stored
  }

  /** In the storage version, with `metadata.resourceVersion`. @throws Error where the journal's text is no object */
  get object(): JsonObject {
    this.#object ??= this.#read()
    this.#recent.use(this)
    return this.#object
  }

  get uid(): string {
    this.#uid ??= stringIn(this.metadata, 'uid')
    return this.#uid
  }

  /** Whether it names owners or is being deleted: what garbage collection looks at. */
  get isLinked(): boolean {
    if (this.#isLinked === undefined) {
      const { ownerReferences, deletionTimestamp } = this.metadata
      this.#isLinked = ownerReferences !== undefined || deletionTimestamp !== undefined
    }
    return this.#isLinked
  }

  /** `<namespace>/<name>`, or the name alone; sorts as lists are sorted. */
  get key(): string {
    return keyOf(this.namespace, this.name)
  }

  get metadata(): JsonObject {
    return objectIn(this.object, 'metadata')
  }

  get labels(): JsonObject {
    this.#labels ??= objectIn(this.metadata, 'labels')
    return this.#labels
  }

  /** The JSON text of the object. */
  get text(): string {
    this.#text ??= formatJson(this.object)
    return this.#text
  }

  /** The text under `form`, made by `make` the first time: many watchers share one text. */
  textAs(form: string, make: (object: JsonObject) => string): string {
    this.#otherTexts ??= new Map()
    let text = this.#otherTexts.get(form)
    if (text === undefined) this.#otherTexts.set(form, (text = make(this.object)))
    return text
  }

  get weight(): number {
    return this.#text?.length ?? usualWeight
  }

  forget(): void {
    if (!this.#object) return
    this.#text ??= formatJson(this.#object)
    const metadata = objectIn(this.#object, 'metadata')
    this.#uid ??= stringIn(metadata, 'uid')
    this.#labels ??= objectIn(metadata, 'labels')
    this.#object = undefined
    this.#otherTexts = undefined
  }

  #read(): JsonObject {
    const object = parseJson(this.#text ?? '')
    if (isJsonObject(object)) return object
    throw new Error(`what is stored as ${this.key} is not a JSON object`)
  }
}

const nothing: JsonObject = {}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : nothing
}

function stringIn(object: JsonObject, key: string): string {
  const value = object[key]
  return typeof value === 'string' ? value : ''
}

export interface Identity {
  readonly namespace: string
  readonly name: string
  readonly version: number
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
