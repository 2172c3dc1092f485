import type { ManifestHead } from './manifest-head.ts'

/** Plain scalars that are certainly strings, and those that look so but are not. */
const plainText = /^[A-Za-z][\w./:,-]*(?: [\w./:,-]+)*$/
const typedWord = /^(?:y|n|yes|no|on|off|true|false|null)$/i
const plainInteger = /^-?(?:0|[1-9]\d{0,8})$/

type Place =
  | { readonly type: 'elsewhere' }
  /** Where only a mapping may stand. */
  | { readonly type: 'map' }
  /** Where only a scalar may stand. */
  | { readonly type: 'scalar' }
  | { readonly type: 'field'; readonly field: 'apiVersion' | 'kind' | 'name' }
  | { readonly type: 'annotation'; readonly key: string }

const elsewhere: Place = { type: 'elsewhere' }

/**
 * Picks the head out of what the scanner passes. Methods that answer a boolean say whether it can go on: what Helm
 * would refuse, or read otherwise than it is written, is left to the parser.
 */
export class HeadRecorder {
  readonly #fields = { apiVersion: '', kind: '', name: '' }
  readonly #annotations: Record<string, string> = {}
  readonly #seen = new Set<string>()
  #rootKey = ''
  #metadataKey = ''
  /** What the value that comes next is. */
  #place: Place = elsewhere

  head(): ManifestHead {
    return { ...this.#fields, annotations: this.#annotations }
  }

  /** A key of a mapping at a depth that counts from 1. */
  key(depth: number, written: string): boolean {
    const key = /^["']/.test(written) ? written.slice(1, -1) : written
    if (depth === 1) this.#rootKey = key
    else if (depth === 2) this.#metadataKey = key
    this.#place = elsewhere
    if (depth === 1) return this.#known(key, ['apiVersion', 'kind', 'metadata'])
    if (this.#rootKey !== 'metadata') return true
    if (depth === 2) return this.#known(key, ['name', 'annotations'])
    if (depth !== 3 || this.#metadataKey !== 'annotations') return true
    this.#annotations[key] = ''
    this.#place = key.startsWith('helm.sh/') ? { type: 'annotation', key } : { type: 'scalar' }
    return key !== '__proto__'
  }

  /** A key that may name a field: Helm takes it in any case, and of two the last. */
  #known(key: string, fields: readonly string[]): boolean {
    const field = fields.find(name => name.toLowerCase() === key.toLowerCase())
    if (field === undefined) return true
    if (field !== key || this.#seen.has(field)) return false
    this.#seen.add(field)
    if (key === 'metadata' || key === 'annotations') this.#place = { type: 'map' }
    else if (key === 'apiVersion' || key === 'kind' || key === 'name')
      this.#place = { type: 'field', field: key }
    return true
  }

  /** A block collection that begins. */
  collection(depth: number, isList: boolean): boolean {
    if (depth === 1) return !isList
    const place = this.#place
    this.#place = elsewhere
    return place === elsewhere || (place.type === 'map' && !isList)
  }

  /** A flow collection. */
  flow(value: string): boolean {
    return this.#place === elsewhere || (this.#place.type === 'map' && value === '{}')
  }

  /** A scalar that is written over several lines. */
  other(): boolean {
    return this.#place === elsewhere || this.#place.type === 'scalar'
  }

  /** A further line of the plain scalar before. */
  continues(): boolean {
    return this.other()
  }

  quoted(value: string): boolean {
    if (this.other()) return true
    const inner = value.slice(1, -1)
    return !/[\\'\n]/.test(inner) && this.#take(inner)
  }

  plain(value: string): boolean {
    if (this.other()) return true
    if (plainInteger.test(value)) return this.#place.type === 'annotation' && this.#take(value)
    return plainText.test(value) && !typedWord.test(value) && this.#take(value)
  }

  #take(value: string): boolean {
    if (this.#place.type === 'field') this.#fields[this.#place.field] = value
    else if (this.#place.type === 'annotation') this.#annotations[this.#place.key] = value
    else return false
    return true
  }
}
