/** What is wrong with how claims become a user. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Expression } from '@sluice/cel'
import { duplicate, type FieldError, invalid, required } from '../../status/index.ts'
import { domainPathErrors } from '../../strategy/values/domain-path.ts'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { compileFor } from './expressions.ts'

export function* mappingErrors(entry: JsonObject, at: string): Generator<FieldError> {
  const mappings = objectAt(entry, 'claimMappings')
  const username = objectAt(mappings, 'username')
  yield* prefixedErrors(username, `${at}.username`)
  if (!textAt(username, 'claim') && !textAt(username, 'expression')) {
    yield required(`${at}.username`, 'claim or expression is required')
  }
  yield* prefixedErrors(objectAt(mappings, 'groups'), `${at}.groups`)
  const uid = objectAt(mappings, 'uid')
  if (textAt(uid, 'claim') && textAt(uid, 'expression')) {
    yield invalid(`${at}.uid`, '', "claim and expression can't both be set")
  } else yield* expressionErrors(textAt(uid, 'expression'), `${at}.uid.expression`)
  yield* extraErrors(objectsAt(mappings, 'extra'), `${at}.extra`)
  yield* emailErrors(entry, `${at}.username.expression`)
}

function* prefixedErrors(mapping: JsonObject, at: string): Generator<FieldError> {
  const [claim, expression, prefix] = [
    textAt(mapping, 'claim'),
    textAt(mapping, 'expression'),
    mapping['prefix'],
  ]
  if (claim && expression) return yield invalid(at, '', "claim and expression can't both be set")
  if (claim && prefix === undefined) {
    const why = 'prefix is required when claim is set. It can be set to an empty string to disable prefixing'
    yield required(`${at}.prefix`, why)
  }
  if (expression && prefix !== undefined) {
    yield invalid(`${at}.prefix`, prefix, 'may not be specified when expression is set')
  }
  yield* expressionErrors(expression, `${at}.expression`)
}

function* expressionErrors(source: string, field: string): Generator<FieldError> {
  if (!source) return
  const compiled = compileFor('claims', source)
  if (compiled.type === 'problem') yield invalid(field, source, compiled.why)
}

function* extraErrors(extra: readonly JsonObject[], at: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, mapping] of extra.entries()) {
    const [key, source, where] = [textAt(mapping, 'key'), textAt(mapping, 'valueExpression'), `${at}[${i}]`]
    yield* domainPathErrors(key, `${where}.key`)
    if (key !== key.toLowerCase()) yield invalid(`${where}.key`, key, 'must be lowercase')
    if (/(^|\.)(kubernetes|k8s)\.io\//.test(key.slice(0, key.indexOf('/') + 1))) {
      const why = 'k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use'
      yield invalid(`${where}.key`, key, why)
    }
    if (seen.has(key)) {
      yield duplicate(`${where}.key`, key)
      continue
    }
    seen.add(key)
    if (!source) yield required(`${where}.valueExpression`)
    else yield* expressionErrors(source, `${where}.valueExpression`)
  }
}

/** Who is known by an address must have had it verified. */
function* emailErrors(entry: JsonObject, field: string): Generator<FieldError> {
  const mappings = objectAt(entry, 'claimMappings')
  const username = textAt(objectAt(mappings, 'username'), 'expression')
  if (!usesClaim(username, 'email')) return
  const others = [
    ...objectsAt(mappings, 'extra').map(each => textAt(each, 'valueExpression')),
    ...objectsAt(entry, 'claimValidationRules').map(each => textAt(each, 'expression')),
  ]
  if ([username, ...others].some(source => usesClaim(source, 'email_verified'))) return
  yield invalid(
    field,
    username,
    'claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression',
  )
}

function usesClaim(source: string, claim: string): boolean {
  const compiled = source ? compileFor('claims', source) : undefined
  return compiled?.type === 'expression' && selects(compiled.expression, claim)
}

const selects = (expression: Expression, claim: string) => expression.selects('claims', claim)
