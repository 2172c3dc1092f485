/** PodDisruptionBudgets: how many of the selected Pods may go. @module */
import type { JsonObject } from '@sluice/base/json'
import { scaledCount } from '../strategy/values/numbers.ts'
import { findObject, objectAt } from '../strategy/values/read.ts'
import { matchesSelector } from '../strategy/values/selector.ts'
import { type Cluster, isGoing, namespaceOf, specOf, statusOf } from './cluster.ts'
import { withCondition } from './conditions.ts'
import { keyOf, type WorkloadController } from './controller.ts'
import { isActive, isReady } from './pod-state.ts'

export const budgetController: WorkloadController = {
  name: 'disruption-controller',
  kind: 'budgets',
  wakes: {
    pods: (pod, cluster) =>
      cluster
        .list('budgets', namespaceOf(pod))
        .filter(budget => selects(budget, pod))
        .map(keyOf),
  },
  reconcile,
}

function selects(budget: JsonObject, pod: JsonObject): boolean {
  const selector = findObject(specOf(budget), 'selector')
  return selector !== undefined && matchesSelector(selector, objectAt(objectAt(pod, 'metadata'), 'labels'))
}

async function reconcile(budget: JsonObject, cluster: Cluster): Promise<void> {
  if (isGoing(budget)) return
  const pods = cluster.list('pods', namespaceOf(budget)).filter(pod => isActive(pod) && selects(budget, pod))
  const healthy = pods.filter(isReady).length
  const { minAvailable, maxUnavailable } = specOf(budget)
  const expected = pods.length
  const desired =
    maxUnavailable === undefined
      ? scaledCount(minAvailable, expected, true)
      : Math.max(0, expected - scaledCount(maxUnavailable, expected, true))
  const allowed = Math.max(0, healthy - desired)
  const before = statusOf(budget)
  const state =
    allowed > 0
      ? ({ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '' } as const)
      : ({ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' } as const)
  const conditions = withCondition(before, state, cluster.timestamp)
  await cluster.setStatus('budgets', budget, {
    observedGeneration: objectAt(budget, 'metadata')['generation'],
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    conditions,
  })
}
