/** The match conditions of webhooks and policies. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectsAt, textAt } from '../strategy/values/read.ts'
import type { ExpressionRun } from './expression-run.ts'

export type Verdict =
  | { readonly type: 'matches' }
  | { readonly type: 'skips' }
  /** A condition could not be decided, and that counts. */
  | { readonly type: 'fails'; readonly message: string }

/** Whether all conditions of `owner` hold. One that is false outweighs those that fail. */
export function matchConditions(owner: JsonObject, run: ExpressionRun): Verdict {
  const problems: string[] = []
  for (const condition of objectsAt(owner, 'matchConditions')) {
    const outcome = run.evaluate(textAt(condition, 'expression'))
    if (outcome.type === 'error') problems.push(outcome.message)
    else if (outcome.value === false) return { type: 'skips' }
  }
  if (problems.length === 0) return { type: 'matches' }
  if (textAt(owner, 'failurePolicy') === 'Ignore') return { type: 'skips' }
  const unique = [...new Set(problems)]
  return { type: 'fails', message: unique.length > 1 ? `[${unique.join(', ')}]` : (unique[0] ?? '') }
}
