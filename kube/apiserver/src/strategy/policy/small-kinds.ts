/** Kinds with a rule or two each: Leases, RuntimeClasses, PriorityClasses, disruption budgets. @module */
import { formatJson, type JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { resourceErrors } from '../pods/resources.ts'
import { tolerationErrors } from '../pods/scheduling.ts'
import type { Strategy } from '../strategy.ts'
import { conditionErrors } from '../values/conditions.ts'
import { child, type Draft, fill } from '../values/draft.ts'
import { goText } from '../values/go-form.ts'
import { immutable } from '../values/immutable.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { atMostAll, countOrPercent, nonNegative, positive } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { labelErrors, selectorErrors, shownSelector } from '../values/selector.ts'

export const leaseStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  // The fields of a feature that is off.
  onCreate: dropElectionFields,
  onUpdate: dropElectionFields,
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    yield* positive(numberAt(spec, 'leaseDurationSeconds'), 'spec.leaseDurationSeconds')
    yield* nonNegative(numberAt(spec, 'leaseTransitions'), 'spec.leaseTransitions')
  },
})

function dropElectionFields(lease: Draft): void {
  const spec = child(lease, 'spec')
  if (!spec) return
  delete spec['strategy']
  delete spec['preferredHolder']
}

export const runtimeClassStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  errors: function* (object) {
    const handler = textAt(object, 'handler')
    if (!handler) yield required('handler')
    else for (const error of dnsLabelErrors(handler)) yield invalid('handler', handler, error)
    const overhead = findObject(object, 'overhead')
    if (overhead) yield* resourceErrors({ limits: objectAt(overhead, 'podFixed') }, 'overhead')
    const scheduling = findObject(object, 'scheduling')
    if (scheduling) yield* placementErrors(scheduling)
  },
  updateErrors: (object, old) => immutable(object, old, 'handler', ''),
})

function* placementErrors(scheduling: JsonObject): Generator<FieldError> {
  yield* labelErrors(objectAt(scheduling, 'nodeSelector'), 'scheduling.nodeSelector')
  yield* tolerationErrors(scheduling, 'scheduling.tolerations')
  const seen = new Set<string>()
  for (const [i, toleration] of objectsAt(scheduling, 'tolerations').entries()) {
    const key = goText('Toleration', { ...toleration, tolerationSeconds: null })
    if (seen.has(key)) {
      const found = duplicate(`scheduling.tolerations[${i}]`, '')
      yield { ...found, shown: goText('Toleration', toleration) }
    }
    seen.add(key)
  }
}

const highestUserPriority = 1_000_000_000
const systemPriorities = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
])

/** Why a class is none of those that every cluster has. */
function systemProblem(name: string, value: number, isDefault: boolean): string | undefined {
  const known = systemPriorities.get(name)
  if (known === undefined) return `${name} is not a known system priority class`
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`
  return isDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined
}

export const priorityClassStrategy: Strategy = defineKind({
  defaults: draft => fill(draft, 'preemptionPolicy', 'PreemptLowerPriority'),
  errors: function* (object) {
    const name = textAt(objectAt(object, 'metadata'), 'name')
    const value = numberAt(object, 'value') ?? 0
    if (name.startsWith('system-')) {
      const why = systemProblem(name, value, object['globalDefault'] === true)
      const reserved = "priority class names with 'system-' prefix are reserved for system use only"
      if (why) yield forbiddenField('metadata.name', `${reserved}. error: ${why}`)
    } else if (value > highestUserPriority) {
      yield forbiddenField(
        'value',
        `maximum allowed value of a user defined priority is ${highestUserPriority}`,
      )
    }
    const policy = textAt(object, 'preemptionPolicy')
    const policies = ['Never', 'PreemptLowerPriority']
    if (!policy) yield required('preemptionPolicy')
    else if (!policies.includes(policy))
      yield notSupported('preemptionPolicy', policy, ['PreemptLowerPriority', 'Never'])
  },
  rechecks: false,
  updateErrors: function* (object, old) {
    const changed = (field: string) => object[field] !== old[field]
    if (changed('value')) yield forbiddenField('value', 'may not be changed in an update.')
    if (changed('preemptionPolicy')) {
      yield invalid('preemptionPolicy', object['preemptionPolicy'] ?? null, 'field is immutable')
    }
  },
})

export const disruptionBudgetStrategy: Strategy = defineKind({
  allowUnconditionalUpdate: false,
  errors: object => budgetErrors(objectAt(object, 'spec')),
  statusErrors: function* (object) {
    const status = objectAt(object, 'status')
    yield* conditionErrors(status, 'status.conditions')
    for (const name of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods']) {
      yield* nonNegative(numberAt(status, name), `status.${name}`)
    }
  },
})

/** The spec of a budget as Go shows it. */
function shownSpec(spec: JsonObject): string {
  const selector = findObject(spec, 'selector')
  return formatJson({
    MinAvailable: spec['minAvailable'] ?? null,
    Selector: selector ? shownSelector(selector) : null,
    MaxUnavailable: spec['maxUnavailable'] ?? null,
    UnhealthyPodEvictionPolicy: spec['unhealthyPodEvictionPolicy'] ?? null,
  })
}

function* budgetErrors(spec: JsonObject): Generator<FieldError> {
  const { minAvailable: min, maxUnavailable: max } = spec
  const isSet = (value: unknown) => value !== undefined && value !== null
  if (isSet(min) && isSet(max)) {
    yield {
      ...invalid('spec', '', 'minAvailable and maxUnavailable cannot be both set'),
      shown: shownSpec(spec),
    }
  }
  yield* countOrPercent(min, 'spec.minAvailable')
  yield* atMostAll(min, 'spec.minAvailable')
  yield* countOrPercent(max, 'spec.maxUnavailable')
  yield* atMostAll(max, 'spec.maxUnavailable')
  const selector = findObject(spec, 'selector')
  if (selector) yield* selectorErrors(selector, 'spec.selector')
  const policy = spec['unhealthyPodEvictionPolicy']
  const policies = ['AlwaysAllow', 'IfHealthyBudget']
  if (typeof policy === 'string' && !policies.includes(policy)) {
    yield notSupported('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget'])
  }
}
