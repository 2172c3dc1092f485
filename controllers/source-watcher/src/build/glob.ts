import { compilePattern, type Pattern, PatternError } from '@sluice/regex'
import { BuildError } from './build-error.ts'

/** `simple`: Go's `path.Match`, part by part; `doublestar`: also `**` across parts and `{this,that}`. */
export type GlobSyntax = 'simple' | 'doublestar'

/** Tells whether a path matches. @throws BuildError if the pattern is none */
export function compileGlob(pattern: string, syntax: GlobSyntax): (path: string) => boolean {
  const compiled = compile(pattern, translate(pattern, syntax))
  return path => compiled.matchWhole(path)
}

function compile(pattern: string, expression: string | undefined): Pattern {
  try {
    if (expression !== undefined) return compilePattern(`^${expression}$`)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
  }
  throw new BuildError(`invalid glob pattern '${pattern}': syntax error in pattern`)
}

/**
 * The pattern piece by piece, as a regular expression that takes linear time; undefined where a bracket, a brace or a
 * backslash lacks what belongs to it.
 */
function translate(pattern: string, syntax: GlobSyntax): string | undefined {
  const isDouble = syntax === 'doublestar'
  const piece = /\*\*\/|\/\*\*$|\*+|\?|\[[!^]?(?:\\.|[^\]\\])+\]|\\.|[{},]|./gs
  let depth = 0
  let isWhole = true
  const translated = pattern.replaceAll(piece, (text, at: number) => {
    if (text === '[' || text === '\\' || (!isDouble && /^\[.*-\]$/s.test(text))) isWhole = false
    const startsPart = at === 0 || pattern[at - 1] === '/'
    if (isDouble && text === '**/' && startsPart) return '(?:[^/]+/)*'
    if (isDouble && text === '/**') return '(?:/.*)?'
    if (isDouble && text === '**' && startsPart && pattern === '**') return '.*'
    if (text === '**/') return '[^/]*/'
    if (text === '/**') return '/[^/]*'
    if (text.startsWith('*')) return '[^/]*'
    if (text === '?') return '[^/]'
    if (text.length > 1 && text.startsWith('[')) return classOf(text, isDouble)
    if (isDouble && text === '{') {
      depth++
      return '(?:'
    }
    if (isDouble && text === '}') {
      if (--depth < 0) isWhole = false
      return ')'
    }
    if (isDouble && text === ',' && depth > 0) return '|'
    return quote(text.length > 1 && text.startsWith('\\') ? text.slice(1) : text)
  })
  return isWhole && depth === 0 ? translated : undefined
}

function classOf(text: string, isDouble: boolean): string {
  const isNegated = text[1] === '^' || (isDouble && text[1] === '!')
  const inside = text.slice(isNegated ? 2 : 1, -1).replaceAll(/[[\]^&~]/g, '\\$&')
  // No class matches what separates parts.
  return isNegated ? `[^/${inside}]` : `[${inside}]`
}

function quote(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')
}
