import { type Cursor, isBlank, isBreak, isSpaceOrEnd } from './cursor.ts'

/** Where a plain scalar stands. */
export interface PlainContext {
  /** Further lines start at this column at least. */
  readonly indent: number
  readonly isFlow: boolean
}

/** The text of a plain scalar, and whether lines were passed after it. */
export function scanPlain(cursor: Cursor, context: PlainContext): { text: string; endsWithBreak: boolean } {
  let text = takeRun(cursor, context.isFlow)
  for (;;) {
    const before = cursor.at
    const breaks = skipSpace(cursor, context)
    const isOver =
      (breaks === undefined && cursor.at === before) ||
      cursor.code() === 35 ||
      (breaks !== undefined && !context.isFlow && cursor.column < context.indent) ||
      cursor.isDocumentMark()
    if (isOver) return { text, endsWithBreak: breaks !== undefined }
    const spaces = breaks ?? cursor.text.slice(before, cursor.at)
    const run = takeRun(cursor, context.isFlow)
    if (run === '') return { text, endsWithBreak: breaks !== undefined }
    text += spaces + run
  }
}

/** Characters up to the next blank, line break or mark that ends the scalar. */
function takeRun(cursor: Cursor, isFlow: boolean): string {
  const { text } = cursor
  const start = cursor.at
  let at = start
  for (;;) {
    const code = at < text.length ? text.charCodeAt(at) : 0
    if (isSpaceOrEnd(code)) break
    if (code === 58 && isSpaceOrEnd(at + 1 < text.length ? text.charCodeAt(at + 1) : 0)) break
    if (isFlow && isFlowMark(code)) break
    at++
  }
  cursor.at = at
  return text.slice(start, at)
}

function isFlowMark(code: number): boolean {
  return code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125
}

/** Passes blanks and line breaks; gives what the breaks become, or undefined if there were none. */
function skipSpace(cursor: Cursor, { indent }: PlainContext): string | undefined {
  cursor.skipBlanks()
  if (!isBreak(cursor.code())) return undefined
  const first = cursor.takeBreak()
  let more = ''
  for (;;) {
    const code = cursor.code()
    if (isBreak(code)) more += cursor.takeBreak()
    else if (!isBlank(code)) break
    else if (code === 9 && cursor.column < indent) {
      throw cursor.error('found a tab character that violates indentation')
    } else cursor.at++
  }
  return foldBreaks(first, more)
}

/** One line break becomes a space, several become one less. */
export function foldBreaks(first: string, more: string): string {
  if (first !== '\n') return first + more
  return more === '' ? ' ' : more
}
