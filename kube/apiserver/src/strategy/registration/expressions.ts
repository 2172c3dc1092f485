/** CEL expressions in policies and webhooks: what they may use, and validation. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  boolType,
  type CompileResult,
  compileExpression,
  definitionEnvironment,
  dynType,
  formatType,
  stringType,
  type Type,
  withVariables,
} from '@sluice/cel'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { textAt } from '../values/read.ts'

const variables = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables'] as const

/** The names that admission expressions know. `authorizer` is not among them: nothing here can answer it. */
const environment = withVariables(
  definitionEnvironment,
  variables.map(name => [name, dynType] as const),
)

/** Compiles an expression of a policy or a webhook. */
export function compileAdmissionExpression(source: string): CompileResult {
  return compileExpression(source, environment)
}

const types: Readonly<Record<'bool' | 'string', Type>> = { bool: boolType, string: stringType }

/** What is wrong with the `expression` of a condition that must give a value of `type`. */
export function* expressionErrors(
  condition: JsonObject,
  type: 'bool' | 'string',
  field: string,
): Generator<FieldError> {
  const source = textAt(condition, 'expression')
  if (!source.trim()) {
    yield required(field)
    return
  }
  const result = compileAdmissionExpression(source)
  if (result.type === 'failed') {
    yield invalid(field, source, `compilation failed: ${result.message}`)
    return
  }
  const actual = result.expression.type
  if (actual.kind !== 'dyn' && actual.kind !== types[type].kind) {
    yield invalid(field, source, `must evaluate to ${type} but got ${formatType(actual)}`)
  }
}
