import { compileRegex } from '@sluice/cel'

/** Whether a RE2 pattern is found in text. A pattern that does not compile matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  const compiled = compileRegex(pattern)
  return compiled.type === 'regex' && compiled.find(text) !== undefined
}

/** Why a pattern does not compile, in Go's words; undefined when it does. */
export function patternProblem(pattern: string): string | undefined {
  const compiled = compileRegex(pattern)
  return compiled.type === 'error' ? compiled.message : undefined
}
