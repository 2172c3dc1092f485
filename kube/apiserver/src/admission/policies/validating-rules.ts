/** The rules of one validating policy on one request with one parameter. @module */
import type { JsonObject } from '@sluice/base/json'
import { type ExpressionScope, policyScope } from '../../strategy/registration/expressions.ts'
import { objectsAt, textAt } from '../../strategy/values/read.ts'
import type { AdmissionRequest } from '../chain.ts'
import { ExpressionRun } from '../expression-run.ts'
import { matchConditions } from '../match-conditions.ts'
import type { Match } from '../request-match.ts'
import { requestVariables } from '../request-variables.ts'

/** A broken rule. */
export interface Denial {
  readonly message: string
  readonly reason: string
  /** Which rule. */
  readonly index: number
}

export interface Verdict {
  readonly denials: readonly Denial[]
  readonly annotations: readonly { readonly key: string; readonly value: string }[]
  /** Annotations that cannot be made deny, whatever the binding says. */
  readonly annotationErrors: readonly Denial[]
}

const nothing: Verdict = { denials: [], annotations: [], annotationErrors: [] }

/** Checks every rule. `request` has its objects in the version that matched. */
export function judge(
  spec: JsonObject,
  request: AdmissionRequest,
  match: Match,
  parameter: JsonObject | undefined,
): Verdict {
  const scope = scopeOf(spec)
  const run = new ExpressionRun(spec, scope, requestVariables(request, match, parameter))
  const ignores = textAt(spec, 'failurePolicy') === 'Ignore'
  const applies = matchConditions(spec, run)
  if (applies.type === 'fails') {
    return { ...nothing, denials: [{ message: applies.message, reason: 'Invalid', index: 0 }] }
  }
  if (applies.type === 'skips') return nothing
  const denials = objectsAt(spec, 'validations').flatMap((validation, index) => {
    const denial = ruleDenial(validation, run, scope, ignores)
    return denial ? [{ ...denial, index }] : []
  })
  return { denials, ...annotationsOf(spec, run, ignores) }
}

const scopes = new WeakMap<JsonObject, ExpressionScope>()

function scopeOf(spec: JsonObject): ExpressionScope {
  let scope = scopes.get(spec)
  if (!scope) scopes.set(spec, (scope = policyScope(spec)))
  return scope
}

function ruleDenial(
  validation: JsonObject,
  run: ExpressionRun,
  scope: ExpressionScope,
  ignores: boolean,
): Omit<Denial, 'index'> | undefined {
  const outcome = run.evaluate(textAt(validation, 'expression'))
  if (outcome.type === 'error') {
    return ignores ? undefined : { message: outcome.message, reason: 'Invalid' }
  }
  if (outcome.value === true) return undefined
  return {
    message: messageOf(validation, run, { ...scope, authorizer: false }),
    reason: textAt(validation, 'reason') || 'Invalid',
  }
}

const longestMessage = 5 * 1024

/** The computed message, if it is one line that is not too long; the fixed one; or the rule itself. */
function messageOf(validation: JsonObject, run: ExpressionRun, scope: ExpressionScope): string {
  const source = textAt(validation, 'messageExpression')
  const outcome = source ? run.evaluate(source, scope) : undefined
  if (outcome?.type === 'value' && typeof outcome.value === 'string') {
    const text = outcome.value.trim()
    if (text && !text.includes('\n') && Buffer.byteLength(text) <= longestMessage) return text
  }
  const fixed = textAt(validation, 'message').trim()
  return fixed || `failed expression: ${textAt(validation, 'expression').trim()}`
}

const longestAnnotation = 10 * 1024

function annotationsOf(
  spec: JsonObject,
  run: ExpressionRun,
  ignores: boolean,
): Pick<Verdict, 'annotations' | 'annotationErrors'> {
  const annotations: { key: string; value: string }[] = []
  const annotationErrors: Denial[] = []
  for (const [index, annotation] of objectsAt(spec, 'auditAnnotations').entries()) {
    const outcome = run.evaluate(textAt(annotation, 'valueExpression'))
    if (outcome.type === 'error') {
      if (!ignores) annotationErrors.push({ message: outcome.message, reason: 'Invalid', index })
    } else if (typeof outcome.value === 'string' && outcome.value.trim()) {
      const value = outcome.value.trim().slice(0, longestAnnotation)
      annotations.push({ key: textAt(annotation, 'key'), value })
    }
  }
  return { annotations, annotationErrors }
}
