/** From the claims of a token to a user, by the mappings and rules of its issuer. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { Value } from '@sluice/cel'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import type { UserInfo } from '../user.ts'
import {
  claimValue,
  ExpressionFailed,
  evaluateFor,
  type Source,
  type Subject,
  userValue,
} from './expressions.ts'

/** Claims that make no user, or one that the rules refuse; the message says why. */
export class BadClaims extends Error {
  constructor(why: string, prefix = 'oidc: ') {
    super(prefix + why)
    this.name = 'BadClaims'
  }
}

interface Token {
  readonly authenticator: JsonObject
  readonly claims: JsonObject
  /** The claims as expressions see them. */
  readonly value: Value
}

/** The user of a token. @throws BadClaims */
export function userOf(authenticator: JsonObject, claims: JsonObject): UserInfo {
  const mappings = objectAt(authenticator, 'claimMappings')
  const token = { authenticator, claims, value: claimValue(claims) }
  const username = usernameOf(objectAt(mappings, 'username'), token)
  const groups = groupsOf(objectAt(mappings, 'groups'), token)
  const uid = uidOf(objectAt(mappings, 'uid'), token)
  const extra = extraOf(objectsAt(mappings, 'extra'), token)
  const user = {
    username,
    ...(uid ? { uid } : {}),
    groups: [...groups],
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  }
  requireClaims(authenticator, claims)
  requireRules('claimValidationRules', 'claims', token)
  requireRules('userValidationRules', 'user', { ...token, value: userValue(user) })
  const known = groups.includes('system:authenticated')
  return { ...user, groups: known ? groups : [...groups, 'system:authenticated'] }
}

function usernameOf(mapping: JsonObject, token: Token): string {
  const { claims } = token
  const expression = textAt(mapping, 'expression')
  if (expression) {
    const name = evaluated(token, expression, 'username claim expression')
    if (typeof name !== 'string') {
      throw new BadClaims(
        'error evaluating username claim expression: username claim expression must return a string',
      )
    }
    if (!name) throw new BadClaims('empty username via CEL expression is not allowed')
    return name
  }
  const claim = textAt(mapping, 'claim')
  const name = textClaim(claims, claim, `parse username claims ${JSON.stringify(claim)}`)
  if (claim === 'email' && claims['email_verified'] !== undefined) {
    const isVerified = claims['email_verified']
    if (typeof isVerified !== 'boolean') {
      throw new BadClaims(`parse 'email_verified' claim: ${mismatch(isVerified, 'bool')}`)
    }
    if (!isVerified) throw new BadClaims('email not verified')
  }
  return textAt(mapping, 'prefix') + name
}

function groupsOf(mapping: JsonObject, token: Token): readonly string[] {
  const [claim, expression] = [textAt(mapping, 'claim'), textAt(mapping, 'expression')]
  const given = claim ? token.claims[claim] : undefined
  if (given !== undefined && given !== null) {
    const groups = Array.isArray(given) ? given : [given]
    return groups.map(group => {
      if (typeof group === 'string') return textAt(mapping, 'prefix') + group
      throw new BadClaims(`parse groups claim ${JSON.stringify(claim)}: ${mismatch(given, 'string')}`)
    })
  }
  if (!expression) return []
  return listed(evaluated(token, expression, 'group claim expression'), 'group claim expression')
}

function uidOf(mapping: JsonObject, token: Token): string {
  const [claim, expression] = [textAt(mapping, 'claim'), textAt(mapping, 'expression')]
  if (claim) return textClaim(token.claims, claim, `parse uid claim ${JSON.stringify(claim)}`)
  if (!expression) return ''
  const uid = evaluated(token, expression, 'uid claim expression')
  if (typeof uid === 'string') return uid
  throw new BadClaims('error evaluating uid claim expression: uid claim expression must return a string')
}

function extraOf(mappings: readonly JsonObject[], token: Token): Record<string, readonly string[]> {
  const extra: Record<string, readonly string[]> = {}
  const id = textAt(token.claims, 'jti')
  if (id) extra['authentication.kubernetes.io/credential-id'] = [`JTI=${id}`]
  for (const mapping of mappings) {
    const source = textAt(mapping, 'valueExpression')
    const values = listed(evaluated(token, source), `extra claim expression: ${source}`)
    if (values.length > 0) extra[textAt(mapping, 'key')] = values
  }
  return extra
}

/** A text, texts or nothing; empty ones do not count. */
function listed(value: Value, what: string): readonly string[] {
  if (value === null) return []
  const values = Array.isArray(value) ? value : [value]
  return values.flatMap(each => {
    if (typeof each === 'string') return each ? [each] : []
    throw new BadClaims(`error evaluating ${what}: expression must return a string or a list of strings`)
  })
}

function evaluated({ authenticator, value }: Token, source: string, what?: string): Value {
  try {
    return evaluateFor('claims', { source, owner: authenticator }, value)
  } catch (error) {
    if (!(error instanceof ExpressionFailed)) throw error
    throw what
      ? new BadClaims(`error evaluating ${what}: ${error.message}`)
      : new BadClaims(error.message, '')
  }
}

function textClaim(claims: JsonObject, name: string, doing: string): string {
  const claim = claims[name]
  if (claim === undefined) throw new BadClaims(`${doing}: claim not present`)
  // Go reads a null as the empty text.
  if (claim === null) return ''
  if (typeof claim !== 'string') throw new BadClaims(`${doing}: ${mismatch(claim, 'string')}`)
  return claim
}

function mismatch(value: JsonValue, type: string): string {
  return `json: cannot unmarshal ${goType(value)} into Go value of type ${type}`
}

/** The type of a value, as Go's JSON decoder names it. */
export function goType(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  return value !== null && typeof value === 'object' ? 'object' : 'number'
}

function requireClaims(authenticator: JsonObject, claims: JsonObject): void {
  for (const rule of objectsAt(authenticator, 'claimValidationRules')) {
    const claim = textAt(rule, 'claim')
    if (!claim) continue
    if (claims[claim] === undefined) throw new BadClaims(`required claim ${claim} not present in ID token`)
    const [actual, wanted] = [textClaim(claims, claim, `parse claim ${claim}`), textAt(rule, 'requiredValue')]
    if (actual === wanted) continue
    throw new BadClaims(`required claim ${claim} value does not match. Got = ${actual}, want = ${wanted}`)
  }
}

const ruleNames = {
  claimValidationRules: 'claim validation expression',
  userValidationRules: 'user info validation rule',
} as const

function requireRules(
  field: keyof typeof ruleNames,
  subject: Subject,
  { authenticator, value }: Token,
): void {
  const refuse = (why: string) => new BadClaims(`error evaluating ${ruleNames[field]}: ${why}`)
  for (const rule of objectsAt(authenticator, field)) {
    const source = textAt(rule, 'expression')
    if (!source || holds(subject, { source, owner: authenticator }, value, refuse)) continue
    throw refuse(`validation expression '${source}' failed: ${textAt(rule, 'message')}`)
  }
}

function holds(subject: Subject, place: Source, value: Value, refuse: (why: string) => BadClaims): boolean {
  try {
    return evaluateFor(subject, place, value) === true
  } catch (error) {
    throw error instanceof ExpressionFailed ? refuse(error.message) : error
  }
}
