import type { Cursor } from './cursor.ts'

/** A token that turns out to have been a key if a colon follows in time. */
export interface SimpleKey {
  isPossible: boolean
  /** Nothing but a key can stand here. */
  readonly isRequired: boolean
  readonly tokenNumber: number
  readonly at: number
  readonly line: number
  readonly column: number
}

/** A key without `?` ends on its line and within so many characters. */
const longestKey = 1024

/** The tokens that may still become keys, at most one for each level of brackets. */
export class SimpleKeys {
  readonly #cursor: Cursor
  #current: SimpleKey | undefined
  readonly #outer: (SimpleKey | undefined)[] = []
  readonly #byToken = new Map<number, SimpleKey>()

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  /** Whether a mapping may still have to go before the token of this number. @throws ScanError */
  mayBeKey(tokenNumber: number): boolean {
    if (this.#byToken.size === 0) return false
    const key = this.#byToken.get(tokenNumber)
    return key !== undefined && this.#isValid(key)
  }

  /** Notes the token that starts here. @throws ScanError if the one before had to be a key */
  save(tokenNumber: number, isRequired: boolean): void {
    this.drop()
    const { at, line, column } = this.#cursor
    this.#current = { isPossible: true, isRequired, tokenNumber, at, line, column }
    this.#byToken.set(tokenNumber, this.#current)
  }

  /** The token before can be no key any more. @throws ScanError if it had to be one */
  drop(): void {
    const key = this.#current
    if (!key?.isPossible) return
    if (key.isRequired) throw this.#missingColon()
    key.isPossible = false
    this.#byToken.delete(key.tokenNumber)
  }

  /** The token that a colon makes a key, if there is one. @throws ScanError if a colon had to come sooner */
  take(): SimpleKey | undefined {
    const key = this.#current
    if (!key || !this.#isValid(key)) return undefined
    key.isPossible = false
    this.#byToken.delete(key.tokenNumber)
    return key
  }

  /** A bracket opens, as the token of this number. */
  open(tokenNumber: number): void {
    this.#outer.push(this.#current)
    const { at, line, column } = this.#cursor
    this.#current = { isPossible: false, isRequired: false, tokenNumber, at, line, column }
  }

  /** A bracket closes. */
  close(): void {
    // libyaml: an empty collection that could be a key is no longer waited for.
    if (this.#current) this.#byToken.delete(this.#current.tokenNumber)
    this.#current = this.#outer.pop()
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.isPossible) return false
    if (key.line >= this.#cursor.line && key.at + longestKey >= this.#cursor.at) return true
    if (key.isRequired) throw this.#missingColon()
    key.isPossible = false
    return false
  }

  #missingColon(): Error {
    return this.#cursor.error("could not find expected ':'")
  }
}
