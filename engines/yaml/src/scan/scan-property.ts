import { type Cursor, isBreak, isBreakOrEnd, isSpaceOrEnd } from './cursor.ts'

const word = /[0-9A-Za-z_-]*/y
const uri = /(?:[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]]|%[0-9A-Fa-f]{2})*/y

/** The name after `&` or `*`, which stands here. */
export function scanName(cursor: Cursor): string {
  cursor.at++
  const name = take(cursor, word)
  const code = cursor.code()
  if (name === '' || !(isSpaceOrEnd(code) || '?:,]}%@`'.includes(String.fromCharCode(code)))) {
    throw cursor.error('did not find expected alphabetic or numeric character')
  }
  return name
}

/** A tag as its handle and the rest; a verbatim tag has no handle. */
export function scanTag(cursor: Cursor): { handle: string; suffix: string } {
  const tag = cursor.code(1) === 60 ? takeVerbatim(cursor) : takeShorthand(cursor)
  if (!isSpaceOrEnd(cursor.code())) throw cursor.error('did not find expected whitespace or line break')
  return tag
}

function takeVerbatim(cursor: Cursor): { handle: string; suffix: string } {
  cursor.at += 2
  const suffix = takeUri(cursor, '')
  if (cursor.code() !== 62) throw cursor.error("did not find the expected '>'")
  cursor.at++
  return { handle: '', suffix }
}

function takeShorthand(cursor: Cursor): { handle: string; suffix: string } {
  const start = cursor.at
  cursor.at++
  const name = take(cursor, word)
  if (cursor.code() === 33) {
    cursor.at++
    return { handle: cursor.text.slice(start, cursor.at), suffix: takeUri(cursor, '') }
  }
  const suffix = takeUri(cursor, name)
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix }
}

function takeUri(cursor: Cursor, head: string): string {
  const text = head + take(cursor, uri)
  if (text === '' && cursor.text.charAt(cursor.at - 1) !== '!')
    throw cursor.error('did not find expected tag URI')
  return text.includes('%') ? decodeURIComponent(text) : text
}

/** A directive, whose `%` stands here. */
export type Directive =
  | { readonly type: 'version'; readonly version: string }
  | { readonly type: 'tag-directive'; readonly handle: string; readonly prefix: string }

/** Reads a directive to the end of its line. */
export function scanDirective(cursor: Cursor): Directive {
  cursor.at++
  const name = take(cursor, word)
  if (name === '') throw cursor.error('could not find expected directive name')
  if (!isSpaceOrEnd(cursor.code())) throw cursor.error('found unexpected non-alphabetical character')
  if (name !== 'YAML' && name !== 'TAG') throw cursor.error('found unknown directive name')
  cursor.skipBlanks()
  const directive = name === 'YAML' ? takeVersion(cursor) : takeTagDirective(cursor)
  cursor.skipBlanks()
  if (cursor.code() === 35) cursor.skipToBreak()
  if (!isBreakOrEnd(cursor.code())) throw cursor.error('did not find expected comment or line break')
  if (isBreak(cursor.code())) cursor.takeBreak()
  return directive
}

function takeVersion(cursor: Cursor): Directive {
  const major = take(cursor, /[0-9]*/y)
  if (major === '') throw cursor.error('did not find expected version number')
  if (cursor.code() !== 46) throw cursor.error("did not find expected digit or '.' character")
  cursor.at++
  const minor = take(cursor, /[0-9]*/y)
  if (minor === '') throw cursor.error('did not find expected version number')
  return { type: 'version', version: `${Number(major)}.${Number(minor)}` }
}

function takeTagDirective(cursor: Cursor): Directive {
  const handle = take(cursor, /!(?:[0-9A-Za-z_-]*!)?/y)
  if (handle === '') throw cursor.error("did not find expected '!'")
  if (!isSpaceOrEnd(cursor.code())) throw cursor.error('did not find expected whitespace')
  cursor.skipBlanks()
  const prefix = takeUri(cursor, '')
  if (!isSpaceOrEnd(cursor.code())) throw cursor.error('did not find expected whitespace or line break')
  return { type: 'tag-directive', handle, prefix }
}

function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at
  const [text = ''] = pattern.exec(cursor.text) ?? []
  cursor.at += text.length
  return text
}
