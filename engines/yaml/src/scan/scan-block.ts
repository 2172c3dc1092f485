import { type Cursor, isBlank, isBreak, isBreakOrEnd } from './cursor.ts'

/** The text of a scalar in block style, whose `|` or `>` stands here; `parent` is the column of what is around it. */
export function scanBlock(cursor: Cursor, parent: number): string {
  const isLiteral = cursor.code() === 124
  cursor.at++
  const { chomping, increment } = takeHeader(cursor)
  const indent = { value: increment > 0 ? Math.max(parent, 0) + increment : 0, parent }
  let text = ''
  let breaks = takeBreaks(cursor, indent)
  let lineBreak = ''
  let wasBlank = false
  while (cursor.column === indent.value && cursor.code() !== 0) {
    const blank = isBlank(cursor.code())
    const folds = !isLiteral && lineBreak === '\n' && !wasBlank && !blank
    text += folds ? (breaks === '' ? ' ' : breaks) : lineBreak + breaks
    wasBlank = blank
    const start = cursor.at
    cursor.skipToBreak()
    text += cursor.text.slice(start, cursor.at)
    lineBreak = isBreak(cursor.code()) ? cursor.takeBreak() : ''
    breaks = takeBreaks(cursor, indent)
  }
  if (chomping === '-') return text
  return text + lineBreak + (chomping === '+' ? breaks : '')
}

/** The marks after `|` or `>`, and the rest of that line. */
function takeHeader(cursor: Cursor): { chomping: string; increment: number } {
  let chomping = takeChomping(cursor)
  const increment = takeIncrement(cursor)
  if (chomping === '' && increment > 0) chomping = takeChomping(cursor)
  cursor.skipBlanks()
  if (cursor.code() === 35) cursor.skipToBreak()
  if (!isBreakOrEnd(cursor.code())) throw cursor.error('did not find expected comment or line break')
  if (cursor.code() !== 0) cursor.takeBreak()
  return { chomping, increment }
}

function takeChomping(cursor: Cursor): string {
  const code = cursor.code()
  if (code !== 43 && code !== 45) return ''
  cursor.at++
  return code === 43 ? '+' : '-'
}

function takeIncrement(cursor: Cursor): number {
  const value = cursor.code() - 48
  if (value < 0 || value > 9) return 0
  if (value === 0) throw cursor.error('found an indentation indicator equal to 0')
  cursor.at++
  return value
}

/** Passes the indentation of a line and empty lines before it; the first time, this is how the indentation is found. */
function takeBreaks(cursor: Cursor, indent: { value: number; readonly parent: number }): string {
  let breaks = ''
  let widest = 0
  for (;;) {
    if (indent.value === 0) cursor.skipSpaces()
    else while (cursor.column < indent.value && cursor.code() === 32) cursor.at++
    widest = Math.max(widest, cursor.column)
    if ((indent.value === 0 || cursor.column < indent.value) && cursor.code() === 9) {
      throw cursor.error('found a tab character where an indentation space is expected')
    }
    if (!isBreak(cursor.code())) break
    breaks += cursor.takeBreak()
  }
  if (indent.value === 0) indent.value = Math.max(widest, indent.parent + 1, 1)
  return breaks
}
