import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { Interned } from './interned.ts'
import { Recent } from './recent.ts'

/** Where the texts of objects are that nobody keeps in memory. */
export interface Texts {
  /** The text of what was written at a version. @throws Error where it cannot be read */
  textAt(version: number): string
  textsAt(versions: readonly number[]): ReadonlyMap<number, string>
}

/** What the objects of one store have in common. */
export class StoreContext {
  readonly recent: Recent
  readonly texts: Texts | undefined
  /** By their JSON text. */
  readonly labelSets = new Interned(readLabels)
  readonly namespaces = new Interned(text => text)

  /** @param keptParsed bytes of text whose objects stay parsed, once and once more */
  constructor(keptParsed: number, texts?: Texts) {
    this.recent = new Recent(keptParsed)
    this.texts = texts
  }
}

/** The members of what has none. */
export const nothing: JsonObject = {}

function readLabels(text: string): JsonObject {
  const labels = text === '{}' ? nothing : parseJson(text)
  return isJsonObject(labels) ? labels : nothing
}
