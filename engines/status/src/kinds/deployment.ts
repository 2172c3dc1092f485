import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { conditionsOf, intAt } from '../fields.ts'
import { current, failed, inProgress } from '../health.ts'

const noDeadline = 2 ** 31 - 1

/** A Deployment is current when its newest ReplicaSet is available; past its progress deadline it has failed. */
export function deploymentHealth(object: JsonObject): Health {
  const conditions = conditionsOf(object)
  if (
    conditions.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')
  ) {
    return failed('Progress deadline exceeded')
  }
  const pending = pendingReplicas(object)
  if (pending) return inProgress(pending)
  // Without a deadline the Progressing condition is never set.
  const hasDeadline = intAt(object, noDeadline, 'spec', 'progressDeadlineSeconds') !== noDeadline
  const progressed = conditions.some(
    ({ type, status, reason }) =>
      type === 'Progressing' && status === 'True' && reason === 'NewReplicaSetAvailable',
  )
  if (hasDeadline && !progressed) return inProgress('ReplicaSet not Available')
  const available = conditions.some(({ type, status }) => type === 'Available' && status === 'True')
  if (!available) return inProgress('Deployment not Available')
  return current(`Deployment is available. Replicas: ${intAt(object, 0, 'status', 'replicas')}`)
}

function pendingReplicas(object: JsonObject): string | undefined {
  const wanted = intAt(object, 1, 'spec', 'replicas')
  const there = intAt(object, 0, 'status', 'replicas')
  const updated = intAt(object, 0, 'status', 'updatedReplicas')
  const ready = intAt(object, 0, 'status', 'readyReplicas')
  const available = intAt(object, 0, 'status', 'availableReplicas')
  if (wanted > there) return `Replicas: ${there}/${wanted}`
  if (wanted > updated) return `Updated: ${updated}/${wanted}`
  if (there > wanted) return `Pending termination: ${there - wanted}`
  if (updated > available) return `Available: ${available}/${updated}`
  return wanted > ready ? `Ready: ${ready}/${wanted}` : undefined
}
