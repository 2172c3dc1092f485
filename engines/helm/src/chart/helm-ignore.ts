/**
 * `.helmignore`, which looks like `.gitignore` and is not: `**` is an error, a pattern without a slash is matched with
 * the last part of a path only, and `!x` ignores everything that is not `x`.
 * @module
 */
import { ChartError } from './chart-error.ts'
import { BadPattern, matchPath } from './match-path.ts'

/** Says whether a path of the chart is left out. */
export type IgnoreRule = (path: string, isDirectory: boolean) => boolean

/** What is always left out: hidden files among the templates. */
const defaultRules = 'templates/.?*'

/**
 * Reads the rules of a `.helmignore` file (none: ''), with the default ones added.
 * @throws ChartError in Helm's words
 */
export function parseHelmIgnore(text: string): IgnoreRule {
  const lines = [...text.replace(/^\uFEFF/, '').split('\n'), defaultRules]
  const rules = lines.flatMap(line => parseRule(line.trim()) ?? [])
  return (path, isDirectory) => rules.some(rule => rule(path, isDirectory))
}

function parseRule(line: string): IgnoreRule | undefined {
  if (line === '' || line.startsWith('#')) return undefined
  if (line.includes('**')) throw new ChartError('double-star (**) syntax is not supported')
  checkPattern(line)

  const isNegated = line.startsWith('!')
  const body = isNegated ? line.slice(1) : line
  const mustBeDirectory = body.endsWith('/')
  const pattern = mustBeDirectory ? body.slice(0, -1) : body
  const matches = matcher(pattern)
  if (isNegated) return (path, isDirectory) => (mustBeDirectory && !isDirectory) || !matches(path)
  return (path, isDirectory) => (!mustBeDirectory || isDirectory) && matches(path)
}

/** helm: matching any name finds the mistakes at a pattern's start, and only those. */
function checkPattern(pattern: string): void {
  try {
    matchPath(pattern, 'abc')
  } catch (error) {
    if (error instanceof BadPattern) throw new ChartError(error.message)
    throw error
  }
}

function matcher(pattern: string): (path: string) => boolean {
  if (pattern.startsWith('/')) return compile(pattern.slice(1))
  const matches = compile(pattern)
  return pattern.includes('/') ? matches : path => matches(path.slice(path.lastIndexOf('/') + 1))
}

/** Most patterns are plain names, or a star and an ending. */
function compile(pattern: string): (path: string) => boolean {
  if (!/[*?[\\]/.test(pattern)) return path => path === pattern
  const ending = /^\*([^*?[\\/]+)$/.exec(pattern)?.[1]
  if (ending !== undefined) return path => path.endsWith(ending) && !path.includes('/')
  return path => matchesQuietly(pattern, path)
}

function matchesQuietly(pattern: string, path: string): boolean {
  try {
    return matchPath(pattern, path)
  } catch (error) {
    if (error instanceof BadPattern) return false
    throw error
  }
}
