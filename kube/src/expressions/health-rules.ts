/** `spec.healthCheckExprs`: how to tell the health of custom resources. @module */
import type { HealthStatus, ObjectRef } from '@sluice/base/flow'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Expression } from '@sluice/cel'
import type { HealthRule } from '../apply/index.ts'
import { compileOverFields, ExpressionError, holds } from './expressions.ts'

/** An entry of `spec.healthCheckExprs`. */
export interface HealthCheckExpressions {
  readonly apiVersion: string
  /** Every kind of the group unless told. */
  readonly kind?: string
  readonly inProgress?: string
  readonly failed?: string
  readonly current?: string
}

type Rule = readonly { readonly expression: Expression; readonly status: HealthStatus }[]

/**
 * The rule of the spec: the expressions of an object's kind, or else those of its whole group.
 * @throws ExpressionError for an expression that is none, or two entries for one kind
 */
export function healthRulesOf(entries: readonly HealthCheckExpressions[]): readonly HealthRule[] {
  if (entries.length === 0) return []
  const rules = new Map<string, Rule>()
  entries.forEach((entry, i) => {
    const group = entry.apiVersion.includes('/') ? (entry.apiVersion.split('/')[0] ?? '') : ''
    const { kind = '' } = entry
    const key = keyOf(group, kind)
    if (rules.has(key)) {
      throw new ExpressionError(
        `duplicate custom health check for GroupKind ${group ? `${kind}.${group}` : kind} at healthchecks[${i}]`,
      )
    }
    rules.set(key, compileRule(entry, i))
  })
  return [
    (object, { group, kind }: ObjectRef) => {
      const rule = rules.get(keyOf(group, kind)) ?? rules.get(keyOf(group, ''))
      return rule && { status: judge(object, rule), message: '' }
    },
  ]
}

function keyOf(group: string, kind: string): string {
  return `${group}/${kind}`
}

function compileRule({ inProgress, failed, current }: HealthCheckExpressions, index: number): Rule {
  const compiled = (name: string, source: string | undefined, status: HealthStatus) => {
    if (!source) return []
    try {
      return [{ expression: compileOverFields(source), status }]
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      const where = `failed to create custom status evaluator for healthchecks[${index}]`
      throw new ExpressionError(`${where}: failed to parse the expression ${name}: ${error.message}`)
    }
  }
  return [
    ...compiled('InProgress', inProgress, 'InProgress'),
    ...compiled('Failed', failed, 'Failed'),
    ...compiled('Current', current, 'Current'),
  ]
}

/** An object whose controller has not seen its latest change is in progress, whatever the expressions say. */
function judge(object: JsonObject, rule: Rule): HealthStatus {
  const status = object['status']
  const metadata = object['metadata']
  const observed = isJsonObject(status) ? status['observedGeneration'] : undefined
  const generation = isJsonObject(metadata) ? metadata['generation'] : undefined
  const isBehind = typeof observed === 'number' && typeof generation === 'number' && observed !== generation
  if (isBehind) return 'InProgress'
  return rule.find(({ expression }) => holds(expression, object))?.status ?? 'InProgress'
}
