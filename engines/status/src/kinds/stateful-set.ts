import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { intAt, textAt } from '../fields.ts'
import { current, inProgress } from '../health.ts'

/** A StatefulSet sets no conditions: only its counts and revisions tell. */
export function statefulSetHealth(object: JsonObject): Health {
  if (textAt(object, '', 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return current('StatefulSet is using the ondelete update strategy')
  }
  const wanted = intAt(object, 1, 'spec', 'replicas')
  const there = intAt(object, 0, 'status', 'replicas')
  const ready = intAt(object, 0, 'status', 'readyReplicas')
  if (wanted > there) return inProgress(`Replicas: ${there}/${wanted}`)
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`)
  if (there > wanted) return inProgress(`Pending termination: ${there - wanted}`)
  const partition = intAt(object, -1, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
  if (partition !== -1) return partitionHealth(object, wanted - partition)
  const inRevision = intAt(object, 0, 'status', 'currentReplicas')
  if (wanted > inRevision) return inProgress(`current: ${inRevision}/${wanted}`)
  if (textAt(object, '', 'status', 'currentRevision') !== textAt(object, '', 'status', 'updateRevision')) {
    return inProgress('Waiting for updated revision to match current')
  }
  return current(`All replicas scheduled as expected. Replicas: ${there}`)
}

/** With a partition only the pods above it are to be updated. */
function partitionHealth(object: JsonObject, wanted: number): Health {
  const updated = intAt(object, 0, 'status', 'updatedReplicas')
  if (updated < wanted) return inProgress(`updated: ${updated}/${wanted}`)
  return current(`Partition rollout complete. updated: ${updated}`)
}
