/** What is wrong with the rules that claims and users must keep. @module */
import type { JsonObject } from '@sluice/base/json'
import { boolType } from '@sluice/cel'
import { duplicate, type FieldError, invalid, required } from '../../status/index.ts'
import { objectsAt, textAt } from '../../strategy/values/read.ts'
import { compileFor, type Subject } from './expressions.ts'

export function* claimRuleErrors(entry: JsonObject, at: string): Generator<FieldError> {
  const seen = { claim: new Set<string>(), expression: new Set<string>() }
  for (const [i, rule] of objectsAt(entry, 'claimValidationRules').entries()) {
    const where = `${at}[${i}]`
    const [claim, expression] = [textAt(rule, 'claim'), textAt(rule, 'expression')]
    const [message, value] = [textAt(rule, 'message'), textAt(rule, 'requiredValue')]
    if (claim && expression) yield invalid(where, claim, "claim and expression can't both be set")
    else if (claim) {
      if (message) yield invalid(`${where}.message`, message, 'may not be specified when claim is set')
      if (seen.claim.has(claim)) yield duplicate(`${where}.claim`, claim)
      seen.claim.add(claim)
    } else if (expression) {
      if (value) yield invalid(`${where}.requiredValue`, value, 'may not be specified when expression is set')
      yield* expressionErrors({ subject: 'claims', source: expression, seen: seen.expression, where })
    } else yield required(where, 'claim or expression is required')
  }
}

export function* userRuleErrors(entry: JsonObject, at: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, rule] of objectsAt(entry, 'userValidationRules').entries()) {
    const [source, where] = [textAt(rule, 'expression'), `${at}[${i}]`]
    if (!source) yield required(`${where}.expression`)
    else yield* expressionErrors({ subject: 'user', source, seen, where })
  }
}

function* expressionErrors(check: {
  readonly subject: Subject
  readonly source: string
  readonly seen: Set<string>
  readonly where: string
}): Generator<FieldError> {
  const { subject, source, seen, where } = check
  const field = `${where}.expression`
  if (seen.has(source)) return yield duplicate(field, source)
  seen.add(source)
  const compiled = compileFor(subject, source, boolType)
  if (compiled.type === 'problem') yield invalid(field, source, compiled.why)
}
