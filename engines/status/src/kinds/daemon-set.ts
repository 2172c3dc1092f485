import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { intAt, valueAt } from '../fields.ts'
import { current, inProgress } from '../health.ts'

/** A DaemonSet is current when every node that should has an updated, available, ready pod. */
export function daemonSetHealth(object: JsonObject): Health {
  // The controller sets both as soon as it acts: their absence means that it has not.
  if (typeof valueAt(object, 'metadata', 'generation') !== 'number') {
    return inProgress('DaemonSet metadata.generation not found')
  }
  if (typeof valueAt(object, 'status', 'observedGeneration') !== 'number') {
    return inProgress('DaemonSet status.observedGeneration not found')
  }
  const wanted = intAt(object, -1, 'status', 'desiredNumberScheduled')
  if (wanted === -1) return inProgress('Missing .status.desiredNumberScheduled')
  const scheduled = intAt(object, 0, 'status', 'currentNumberScheduled')
  const updated = intAt(object, 0, 'status', 'updatedNumberScheduled')
  const available = intAt(object, 0, 'status', 'numberAvailable')
  const ready = intAt(object, 0, 'status', 'numberReady')
  if (wanted > scheduled) return inProgress(`Current: ${scheduled}/${wanted}`)
  if (wanted > updated) return inProgress(`Updated: ${updated}/${wanted}`)
  if (wanted > available) return inProgress(`Available: ${available}/${wanted}`)
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`)
  return current(`All replicas scheduled as expected. Replicas: ${wanted}`)
}
