/**
 * What is wrong with a value, as a tree: a problem of a combination of schemas has the problems of each as causes.
 * @module
 */

/** A place in the value: a list from the inside out. */
import { quoteString } from '@sluice/gotemplate'
export interface ValuePath {
  readonly parent: ValuePath | undefined
  readonly token: string
}

/** A problem and what it comes from. */
export interface Problem {
  /** `group` holds several problems of one value, `reference` those found behind a `$ref`. */
  readonly type: 'group' | 'reference' | 'keyword'
  readonly path: ValuePath | undefined
  readonly text: string
  readonly causes: readonly Problem[]
}

/** The problems as Helm lists them: a line each, causes indented. */
export function formatProblems(problems: readonly Problem[]): string {
  const lines: string[] = []
  for (const problem of problems) addLines(problem, 0, lines)
  return lines.join('\n')
}

/** A reference with one problem behind it is not worth a line. */
function addLines(problem: Problem, indent: number, lines: string[]): void {
  const isSkipped = problem.type === 'reference' && problem.causes.length === 1
  if (!isSkipped) lines.push(`${'  '.repeat(indent)}- at ${quote(pointerOf(problem.path))}: ${problem.text}`)
  for (const cause of problem.causes) addLines(cause, isSkipped ? indent : indent + 1, lines)
}

function pointerOf(path: ValuePath | undefined): string {
  let pointer = ''
  for (let at = path; at; at = at.parent) {
    pointer = `/${at.token.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`
  }
  return pointer
}

/** A text in single quotes. */
export function quote(text: string): string {
  const inner = quoteString(text).slice(1, -1)
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** Texts in single quotes, between commas. */
export function quoteAll(texts: readonly string[]): string {
  return texts.map(quote).join(', ')
}
