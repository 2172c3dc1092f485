import type { JsonObject } from '@sluice/base/json'
import { tooMany } from '@sluice/openapi'
import { duplicate, type FieldError, invalid, required } from '../../status/index.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { objectsAt, textAt } from '../values/read.ts'
import { type ExpressionScope, expressionProblem } from './expressions.ts'

const most = 64

/** What is wrong with the match conditions of a webhook or a policy. */
export function* matchConditionErrors(
  owner: JsonObject,
  scope: ExpressionScope,
  path: string,
): Generator<FieldError> {
  const conditions = objectsAt(owner, 'matchConditions')
  if (conditions.length > most) yield tooMany(path, conditions.length, most)
  const names = new Set<string>()
  for (const [i, condition] of conditions.entries()) {
    const at = `${path}[${i}]`
    yield* conditionExpressionErrors(textAt(condition, 'expression').trim(), scope, `${at}.expression`)
    const name = textAt(condition, 'name')
    if (!name) {
      yield required(`${at}.name`)
      continue
    }
    for (const error of qualifiedNameErrors(name)) yield invalid(`${at}.name`, name, error)
    if (names.has(name)) yield duplicate(`${at}.name`, name)
    names.add(name)
  }
}

function* conditionExpressionErrors(
  source: string,
  scope: ExpressionScope,
  field: string,
): Generator<FieldError> {
  if (!source) return yield required(field)
  const problem = expressionProblem(source, 'bool', scope)
  if (problem !== undefined) yield invalid(field, source, problem)
}
