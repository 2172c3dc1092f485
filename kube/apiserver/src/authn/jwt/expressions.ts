/** CEL expressions over the claims of a token, and over the user that was made of them. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { isJsonObject } from '@sluice/base/json'
import {
  CelMap,
  compileExpression,
  definitionEnvironment,
  dynType,
  type Environment,
  type Expression,
  formatType,
  type Key,
  mapType,
  stringType,
  type Type,
  type Value,
  withVariables,
} from '@sluice/cel'
import { userType } from '../../strategy/registration/admission-types.ts'
import type { UserInfo } from '../user.ts'

/** What an expression is about. */
export type Subject = 'claims' | 'user'

const types: Readonly<Record<Subject, Type>> = { claims: mapType(stringType, dynType), user: userType }
const environments = new Map<Subject, Environment>()

function environmentOf(subject: Subject): Environment {
  let known = environments.get(subject)
  if (!known) {
    known = withVariables(definitionEnvironment, [[subject, types[subject]]])
    environments.set(subject, known)
  }
  return known
}

/** An expression, or why it is none. */
export type Compiled =
  | { readonly type: 'expression'; readonly expression: Expression }
  | { readonly type: 'problem'; readonly why: string }

/** Compiles an expression, which must give a value of the type if one is told: one of any type will not do. */
export function compileFor(subject: Subject, source: string, wanted?: Type): Compiled {
  const compiled = compileExpression(source, environmentOf(subject))
  if (compiled.type === 'failed') return { type: 'problem', why: `compilation failed: ${compiled.message}` }
  const { expression } = compiled
  if (!wanted || formatType(expression.type) === formatType(wanted)) return { type: 'expression', expression }
  return { type: 'problem', why: `must evaluate to ${formatType(wanted)}` }
}

/** What one expression may cost. */
const costLimit = 1_000_000

/** An expression that gives no value; the message says which and why. */
export class ExpressionFailed extends Error {
  constructor(source: string, why: string) {
    super(`expression '${source}' resulted in error: ${why}`)
    this.name = 'ExpressionFailed'
  }
}

/** An expression of the configuration of an issuer. */
export interface Source {
  readonly source: string
  readonly owner: JsonObject
}

/** Evaluates an expression. @throws ExpressionFailed */
export function evaluateFor(subject: Subject, { source, owner }: Source, value: Value): Value {
  const compiled = compiledOnce(subject, source, owner)
  if (compiled.type === 'problem') throw new ExpressionFailed(source, compiled.why)
  const result = compiled.expression.evaluate(name => (name === subject ? value : undefined), { costLimit })
  if (result.type === 'value') return result.value
  throw new ExpressionFailed(source, result.error.message)
}

const cache = new WeakMap<JsonObject, Map<string, Compiled>>()

function compiledOnce(subject: Subject, source: string, owner: JsonObject): Compiled {
  let known = cache.get(owner)
  if (!known) cache.set(owner, (known = new Map()))
  const key = `${subject} ${source}`
  const compiled = known.get(key) ?? compileFor(subject, source)
  known.set(key, compiled)
  return compiled
}

/** The claims as expressions see them: every number is a double, and `a__dot__b` finds `a.b`. */
export function claimValue(value: JsonValue): Value {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(claimValue)
  if (!isJsonObject(value)) return value as Value
  const entries = new EscapedKeys()
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) entries.set(key, claimValue(member))
  }
  return new CelMap(entries)
}

/** The user as expressions see one: all four fields are there. */
export function userValue({ username, uid = '', groups, extra = {} }: UserInfo): Value {
  const user: JsonObject = { username, uid, groups, extra: { ...extra } }
  return claimValue(user)
}

/** A map whose keys can be written as names of fields are escaped. */
class EscapedKeys extends Map<Key, Value> {
  override get(key: Key): Value | undefined {
    return super.get(key) ?? super.get(unescaped(key))
  }

  override has(key: Key): boolean {
    return super.has(key) || super.has(unescaped(key))
  }
}

const escapes: Readonly<Record<string, string>> = {
  __underscores__: '__',
  __dot__: '.',
  __dash__: '-',
  __slash__: '/',
}

function unescaped(key: Key): Key {
  if (typeof key !== 'string') return key
  return key.replace(/__(?:underscores|dot|dash|slash)__/g, text => escapes[text] ?? text)
}
