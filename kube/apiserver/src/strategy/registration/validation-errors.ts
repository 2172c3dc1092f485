/** The rules of a validating policy. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { objectAt, objectsAt, textAt } from '../values/read.ts'
import { type ExpressionScope, expressionProblem } from './expressions.ts'

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge']
const mostAnnotations = 20
const longestValue = 5 * 1024

/** What is wrong with validations and audit annotations. */
export function* validationErrors(policy: JsonObject, scope: ExpressionScope): Generator<FieldError> {
  const spec = objectAt(policy, 'spec')
  const [validations, annotations] = [objectsAt(spec, 'validations'), objectsAt(spec, 'auditAnnotations')]
  if (validations.length + annotations.length === 0) {
    const why = 'validations or auditAnnotations must contain at least one item'
    yield required('spec.validations', why)
    yield required('spec.auditAnnotations', why)
    return
  }
  for (const [i, validation] of validations.entries()) {
    yield* ruleErrors(validation, scope, `spec.validations[${i}]`)
  }
  if (annotations.length > mostAnnotations) {
    const why = `must not have more than ${mostAnnotations} auditAnnotations`
    yield invalid('spec.auditAnnotations', annotations, why)
  }
  const keys = new Set<string>()
  const name = textAt(objectAt(policy, 'metadata'), 'name')
  for (const [i, annotation] of annotations.entries()) {
    const at = `spec.auditAnnotations[${i}]`
    yield* annotationErrors(annotation, name, scope, at)
    const key = textAt(annotation, 'key')
    if (keys.has(key)) yield duplicate(`${at}.key`, key)
    keys.add(key)
  }
}

function* ruleErrors(validation: JsonObject, scope: ExpressionScope, at: string): Generator<FieldError> {
  const source = textAt(validation, 'expression')
  if (!source.trim()) yield required(`${at}.expression`, 'expression is not specified')
  else {
    const problem = expressionProblem(source, 'bool', scope)
    if (problem !== undefined) yield invalid(`${at}.expression`, source, problem)
  }
  yield* messageErrors(validation, scope, at)
  const reason = validation['reason']
  if (typeof reason === 'string' && !reasons.includes(reason)) {
    // Unauthorized too, which the documentation names.
    yield notSupported(`${at}.reason`, reason, reasons)
  }
}

function* messageErrors(validation: JsonObject, scope: ExpressionScope, at: string): Generator<FieldError> {
  const [source, message] = [textAt(validation, 'messageExpression'), textAt(validation, 'message')]
  const empty = 'must be non-empty if specified'
  if (source && !source.trim()) yield invalid(`${at}.messageExpression`, source, empty)
  else if (source) {
    const problem = expressionProblem(source, 'string', { ...scope, authorizer: false })
    if (problem !== undefined) yield invalid(`${at}.messageExpression`, source, problem)
  }
  if (message && !message.trim()) yield invalid(`${at}.message`, message, empty)
  else if (/[\r\n]/.test(message.trim()))
    yield invalid(`${at}.message`, message, 'must not contain line breaks')
}

function* annotationErrors(
  annotation: JsonObject,
  policy: string,
  scope: ExpressionScope,
  at: string,
): Generator<FieldError> {
  const key = textAt(annotation, 'key')
  if (!policy) yield invalid(`${at}.key`, key, 'requires metadata.name be non-empty')
  else {
    const whole = `${policy}/${key}`
    for (const error of qualifiedNameErrors(whole)) yield invalid(`${at}.key`, whole, error)
  }
  const given = textAt(annotation, 'valueExpression')
  const source = given.trim()
  const field = `${at}.valueExpression`
  if (!source) yield required(field, 'valueExpression is not specified')
  else if (Buffer.byteLength(source) > longestValue) {
    yield required(field, `must not exceed ${longestValue} bytes in length`)
  } else {
    const problem = expressionProblem(source, 'string or null', scope)
    if (problem !== undefined) yield invalid(field, given, problem)
  }
}
