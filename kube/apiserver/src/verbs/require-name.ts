import { goQuote } from '@sluice/openapi'
import { badRequest } from '../status/index.ts'

/**
 * Checks that the name in a path can be part of the key of an object.
 * @throws ApiError 400
 */
export function requireName(name: string): void {
  const problems = name === '.' || name === '..' ? [`may not be '${name}'`] : misplaced(name)
  if (problems.length === 0) return
  throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${problems.join(';')}`)
}

function misplaced(name: string): readonly string[] {
  return ['/', '%'].filter(char => name.includes(char)).map(char => `may not contain '${char}'`)
}
