/**
 * A short cut past the YAML parser: most manifests are block mappings of plain keys and simple scalars, and of those
 * only the head is needed. The scanner goes through every line, knows for certain that what it accepts is valid YAML,
 * and gives up at whatever is less than plain: a flow mapping, an anchor, an escape, an odd indentation.
 * @module
 */
import { HeadRecorder } from './head-recorder.ts'
import type { ManifestHead } from './manifest-head.ts'
import { skipFlow } from './skip-flow.ts'

/** The head of a document, or undefined if only the parser can tell. */
export function scanHead(document: string): ManifestHead | undefined {
  if (unusual.test(document)) return undefined
  return new HeadScanner(document).scan()
}

/** Characters that YAML forbids or takes for line breaks. */
const unusual = /[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/

const keyPattern = /(?:[\w./$][\w./-]*|"[^"\\\n\t]*"|'[^'\n\t]*')(?=:(?: |$))/my
const quotedPattern = /"(?:[^"\\\t]|\\["\\/bfnrtae0 \n])*"|'(?:[^'\t]|'')*'/y
const plainStart = /[A-Za-z0-9_/.$+(~;^\\]|[-:=][^\s]/y
/** JSON has no such numbers. */
const notFinite = /^[-+]?\.(?:inf|nan)/i
const nullWord = /^(?:~|null)$/i

const blank = 0x20
const tab = 0x09
const dash = 0x2d
const hash = 0x23
const colon = 0x3a

/** A block collection that is open. */
interface Open {
  readonly column: number
  readonly isList: boolean
}

/** Walks the lines of one document. Methods that answer a boolean say whether the scanner can go on. */
class HeadScanner {
  readonly #text: string
  readonly #open: Open[] = []
  readonly #recorder = new HeadRecorder()
  /** Where the current line ends. */
  #end = 0
  /** Whether a key, a dash or the document itself still has no value. */
  #isPending = true
  /** Whether the line before ended in a plain scalar, which deeper lines continue. */
  #inPlain = false

  constructor(text: string) {
    this.#text = text
  }

  scan(): ManifestHead | undefined {
    for (let at = 0; at < this.#text.length; at = this.#end + 1) {
      this.#end = this.#lineEnd(at)
      const start = this.#skipBlanks(at)
      if (start >= this.#end) continue
      const first = this.#text.charCodeAt(start)
      if (first === hash) this.#inPlain = false
      else if (first === tab || !this.#line(start, start - at)) return undefined
    }
    return this.#open.length > 0 ? this.#recorder.head() : undefined
  }

  #line(at: number, column: number): boolean {
    if (this.#inPlain) {
      if (column > this.#column()) return this.#recorder.continues() && this.#isPlainRest(at)
      this.#inPlain = false
    }
    if (column === 0 && (this.#text.startsWith('---', at) || this.#text.startsWith('...', at))) return false
    while (this.#isDash(at)) {
      if (!this.#enter(column, true)) return false
      this.#isPending = true
      const next = this.#skipBlanks(at + 1)
      if (next >= this.#end) return true
      column += next - at
      at = next
    }
    keyPattern.lastIndex = at
    const key = keyPattern.exec(this.#text)?.[0]
    if (key === undefined) return this.#isPending && column > this.#column() && this.#value(at)
    if (nullWord.test(key) || key.length > 128 || !this.#enter(column, false)) return false
    if (!this.#recorder.key(this.#open.length, key)) return false
    this.#isPending = true
    return this.#value(this.#skipBlanks(at + key.length + 1))
  }

  #isDash(at: number): boolean {
    if (this.#text.charCodeAt(at) !== dash) return false
    return at + 1 >= this.#end || this.#text.charCodeAt(at + 1) === blank
  }

  /** Makes the collection at a column the innermost one. */
  #enter(column: number, isList: boolean): boolean {
    while (this.#column() > column) {
      this.#open.pop()
      this.#isPending = false
    }
    const top = this.#open.at(-1)
    if (top?.column === column) {
      if (top.isList === isList) return true
      if (isList) return this.#isPending && this.#push(column, isList)
      // A list may stand at the column of the mapping that it is a value of.
      this.#open.pop()
      return this.#column() === column
    }
    return this.#isPending && this.#push(column, isList)
  }

  #push(column: number, isList: boolean): boolean {
    this.#open.push({ column, isList })
    this.#isPending = false
    return this.#open.length < 64 && this.#recorder.collection(this.#open.length, isList)
  }

  /** The value from here to the end of the line. */
  #value(at: number): boolean {
    if (at >= this.#end || this.#text.charCodeAt(at) === hash) return true
    this.#isPending = false
    let end = this.#end
    while (this.#text.charCodeAt(end - 1) === blank) end--
    const value = this.#text.slice(at, end)
    switch (value.charAt(0)) {
      case '|':
      case '>':
        return /^[|>][-+]?$/.test(value) && this.#recorder.other() && this.#skipBlockScalar()
      case '"':
      case "'":
        return this.#quoted(at)
      case '{':
      case '[':
        return this.#endsAfter(skipFlow(this.#text, at)) && this.#recorder.flow(value)
      default:
        plainStart.lastIndex = at
        if (!plainStart.test(this.#text) || notFinite.test(value) || !this.#isPlainRest(at)) return false
        this.#inPlain = true
        return this.#recorder.plain(value)
    }
  }

  /** A quoted scalar, perhaps of several lines. */
  #quoted(at: number): boolean {
    quotedPattern.lastIndex = at
    const written = quotedPattern.exec(this.#text)?.[0]
    if (written === undefined || /\n(?:---|\.\.\.)/.test(written)) return false
    this.#end = this.#lineEnd(at + written.length)
    return this.#endsAfter(at + written.length) && this.#recorder.quoted(written)
  }

  /** Whether nothing but a comment follows on the line. */
  #endsAfter(at: number): boolean {
    const next = this.#skipBlanks(at)
    return at >= 0 && (next >= this.#end || (next > at && this.#text.charCodeAt(next) === hash))
  }

  /** Whether nothing up to the end of the line ends a plain scalar. */
  #isPlainRest(at: number): boolean {
    for (let i = at; i < this.#end; i++) {
      const code = this.#text.charCodeAt(i)
      if (code === tab) return false
      if (code === colon && (i + 1 >= this.#end || this.#text.charCodeAt(i + 1) === blank)) return false
      if (code === hash && this.#text.charCodeAt(i - 1) === blank) return false
    }
    return true
  }

  /** Moves to the last line of the block scalar that begins on the next one. */
  #skipBlockScalar(): boolean {
    const outer = this.#column()
    let indent = 0
    for (let at = this.#end + 1; at < this.#text.length; at = this.#end + 1) {
      const end = this.#lineEnd(at)
      const start = this.#skipBlanks(at)
      const column = start - at
      if (start >= end) {
        // Blank lines before the first one with text take part in finding the indentation.
        if (indent === 0 && column > 0) return false
      } else {
        if (this.#text.charCodeAt(start) === tab && (indent === 0 || column < indent)) return false
        if (column <= outer || column < indent) return true
        indent ||= column
      }
      this.#end = end
    }
    return true
  }

  #column(): number {
    return this.#open.at(-1)?.column ?? -1
  }

  #lineEnd(at: number): number {
    const end = this.#text.indexOf('\n', at)
    return end < 0 ? this.#text.length : end
  }

  #skipBlanks(at: number): number {
    while (this.#text.charCodeAt(at) === blank) at++
    return at
  }
}
