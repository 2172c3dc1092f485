/** What an expression without variables comes to; for tests. @module */
import type { Environment } from './environment.ts'
import { compileExpression } from './expression.ts'
import type { Value } from './values.ts'

/** The value of an expression, or the message of what is wrong with it. */
export function outcomeOf(source: string, environment: Environment): Value {
  const compiled = compileExpression(source, environment)
  if (compiled.type === 'failed') return compiled.message
  const result = compiled.expression.evaluate(() => undefined)
  return result.type === 'error' ? result.error.message : result.value
}
