import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { conditionsOf, intAt } from '../fields.ts'
import { current, inProgress } from '../health.ts'

/** A ReplicaSet is current when all its pods are labelled, available and ready, and none is left over. */
export function replicaSetHealth(object: JsonObject): Health {
  if (conditionsOf(object).some(({ type, status }) => type === 'ReplicaFailure' && status === 'True')) {
    return inProgress('Replica Failure condition. Check Pods')
  }
  const wanted = intAt(object, 1, 'spec', 'replicas')
  const there = intAt(object, 0, 'status', 'replicas')
  const labelled = intAt(object, 0, 'status', 'fullyLabeledReplicas')
  const available = intAt(object, 0, 'status', 'availableReplicas')
  const ready = intAt(object, 0, 'status', 'readyReplicas')
  if (wanted > labelled) return inProgress(`Labelled: ${labelled}/${wanted}`)
  if (wanted > available) return inProgress(`Available: ${available}/${wanted}`)
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`)
  if (there > wanted) return inProgress(`Pending termination: ${there - wanted}`)
  return current(`ReplicaSet is available. Replicas: ${there}`)
}
