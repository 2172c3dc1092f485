/** ValidatingAdmissionPolicies: what is wrong with their expressions for the kinds that they are about. @module */
import type { JsonObject } from '@sluice/base/json'
import { dynType, type Type } from '@sluice/cel'
import type { Services } from '../../server/services.ts'
import { compileAdmissionExpression, policyScope } from '../../strategy/registration/expressions.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { isGoing, specOf, statusOf } from '../cluster.ts'
import type { WorkloadController } from '../controller.ts'
import { checkedTypes } from './checked-types.ts'
import { typeOfResource } from './resource-type.ts'

/** Checks a policy once for each of its generations. */
export const policyStatusController: WorkloadController = {
  name: 'validatingadmissionpolicy-status-controller',
  kind: 'validatingPolicies',
  reconcile: async (policy, cluster) => {
    const generation = numberAt(objectAt(policy, 'metadata'), 'generation') ?? 0
    if (isGoing(policy) || generation <= (numberAt(statusOf(policy), 'observedGeneration') ?? 0)) return
    const warnings = expressionWarnings(specOf(policy), cluster.services.registry)
    const typeChecking = warnings.length > 0 ? { expressionWarnings: warnings } : {}
    const status = { observedGeneration: generation, typeChecking }
    await cluster.update(
      'validatingPolicies',
      policy,
      now => ({ ...now, status: { ...statusOf(now), ...status } }),
      'status',
    )
  },
}

/** A kind by the name that warnings give it. */
interface Subject {
  readonly name: string
  readonly type: Type
}

/** The warnings about validations and their messages, each for every kind that it is wrong for. */
export function expressionWarnings(spec: JsonObject, registry: Services['registry']): JsonObject[] {
  const subjects = checkedTypes(spec, registry).map(each => ({
    name: `${each.group}/${each.version}, Kind=${each.kind}`,
    type: typeOfResource(each),
  }))
  const params = parameterType(spec, registry)
  return objectsAt(spec, 'validations').flatMap((validation, i) =>
    ['expression', 'messageExpression'].flatMap(field => {
      const source = textAt(validation, field)
      const texts = source ? subjects.flatMap(each => problem(source, each, spec, params)) : []
      return texts.length > 0
        ? [{ fieldRef: `spec.validations[${i}].${field}`, warning: texts.join('\n') }]
        : []
    }),
  )
}

function problem(source: string, subject: Subject, spec: JsonObject, params: Type): readonly string[] {
  const scope = policyScope(spec, false, { object: subject.type, params })
  const result = compileAdmissionExpression(source, scope)
  return result.type === 'failed' ? [`${subject.name}: ${result.message}\n`] : []
}

function parameterType(spec: JsonObject, registry: Services['registry']): Type {
  const kind = findObject(spec, 'paramKind')
  const parts = textAt(kind ?? {}, 'apiVersion').split('/')
  const version = parts.pop() ?? ''
  const type = kind && registry.findKind(parts.join('/'), version, textAt(kind, 'kind'))
  return type ? typeOfResource(type) : dynType
}
