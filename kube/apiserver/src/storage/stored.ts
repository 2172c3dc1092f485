import { formatJson, isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import type { Forgetful } from './recent.ts'
import { nothing, type StoreContext } from './store-context.ts'

/** What is asked of every object, as it is kept beside the text; undefined: not known yet. */
export interface IndexedFields {
  readonly isLinked: boolean | undefined
  /** JSON text. */
  readonly labels: string | undefined
}

/** What an object weighs whose text was not made yet. */
const usualWeight = 1024

/**
 * One object as it is stored: a value that never changes, and its texts. What nobody has used lately is read from its
 * text again, and the text, once a journal has it, from there: then only what lists ask for stays in memory.
 */
export class Stored implements Forgetful {
  readonly namespace: string
  readonly name: string
  /** The version at which it was written. */
  readonly version: number
  era = 0
  #object: JsonObject | undefined
  /** Undefined too where the journal has it. */
  #text: string | undefined
  #isInJournal = false
  #otherTexts: Map<string, string> | undefined
  #isLinked: boolean | undefined
  #labels: JsonObject | undefined
  readonly context: StoreContext

  private constructor({ namespace, name, version }: Identity, context: StoreContext) {
    this.namespace = context.namespaces.of(namespace)
    this.name = name
    this.version = version
    this.context = context
  }

  static of(identity: Identity, object: JsonObject, context: StoreContext): Stored {
    const stored = new Stored(identity, context)
    stored.#object = object
    context.recent.use(stored)
    return stored
  }

  static fromText(identity: Identity, text: string, fields: IndexedFields, context: StoreContext): Stored {
    const stored = new Stored(identity, context)
    stored.#text = text
    stored.#take(fields)
    return stored
  }

  /** An object whose text only the journal has. */
  static inJournal(identity: Identity, fields: IndexedFields, context: StoreContext): Stored {
    const stored = new Stored(identity, context)
    stored.#isInJournal = true
    stored.#take(fields)
    return stored
  }

  #take({ isLinked, labels }: IndexedFields): void {
    this.#isLinked = isLinked
    if (labels !== undefined) this.#labels = this.context.labelSets.of(labels)
  }

  /** In the storage version, with `metadata.resourceVersion`. @throws Error where the journal's text is no object */
  get object(): JsonObject {
    this.#object ??= this.#read()
    this.context.recent.use(this)
    return this.#object
  }

  get uid(): string {
    const { uid } = this.metadata
    return typeof uid === 'string' ? uid : ''
  }

  /** Whether it names owners or is being deleted: what garbage collection looks at. */
  get isLinked(): boolean {
    this.#isLinked ??= isLinked(this.metadata)
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
    this.#labels ??= this.#labelsIn(this.metadata)
    return this.#labels
  }

  /** The JSON text of the object; what is in use keeps it. */
  get text(): string {
    if (this.#text !== undefined) return this.#text
    const text = this.#isInJournal ? this.#textInJournal() : formatJson(this.object)
    if (this.#object) this.#text = text
    return text
  }

  /** Whether its text has to be read from the journal. */
  get isTextAway(): boolean {
    return this.#text === undefined && this.#isInJournal
  }

  /** The text under `form`, made by `make` the first time: many watchers share one text. */
  textAs(form: string, make: (object: JsonObject) => string): string {
    const { object } = this
    this.#otherTexts ??= new Map()
    let text = this.#otherTexts.get(form)
    if (text === undefined) this.#otherTexts.set(form, (text = make(object)))
    return text
  }

  get weight(): number {
    return this.#text?.length ?? usualWeight
  }

  forget(): void {
    if (this.#object) {
      const metadata = objectIn(this.#object, 'metadata')
      this.#isLinked ??= isLinked(metadata)
      this.#labels = this.#labelsIn(metadata)
      if (!this.#isInJournal) this.#text ??= formatJson(this.#object)
    }
    if (this.#isInJournal) this.#text = undefined
    this.#object = undefined
    this.#otherTexts = undefined
  }

  /** The journal has the text from here on. */
  enterJournal(): void {
    this.#isInJournal = true
    if (!this.#object) this.#text = undefined
  }

  /** The journal is about to drop the text. */
  leaveJournal(): void {
    if (!this.#isInJournal) return
    if (!this.#object) this.#text ??= this.#textInJournal()
    this.#isInJournal = false
  }

  #labelsIn(metadata: JsonObject): JsonObject {
    return this.context.labelSets.of(formatJson(objectIn(metadata, 'labels')))
  }

  #read(): JsonObject {
    const object = parseJson(this.text)
    if (isJsonObject(object)) return object
    throw new Error(`what is stored as ${this.key} is not a JSON object`)
  }

  #textInJournal(): string {
    return this.context.texts?.textAt(this.version) ?? ''
  }
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : nothing
}

function isLinked({ ownerReferences, deletionTimestamp }: JsonObject): boolean {
  return ownerReferences !== undefined || deletionTimestamp !== undefined
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
