import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { conditionsOf, intAt, textAt, valueAt } from '../fields.ts'
import { current, failed, inProgress } from '../health.ts'

/** A Job is current when it is complete or suspended, and has failed when it says so. */
export function jobHealth(object: JsonObject): Health {
  if (valueAt(object, 'spec', 'suspend') === true) return current('Job is suspended')
  const parallelism = intAt(object, 1, 'spec', 'parallelism')
  const completions = intAt(object, parallelism, 'spec', 'completions')
  const succeeded = intAt(object, 0, 'status', 'succeeded')
  const failures = intAt(object, 0, 'status', 'failed')
  for (const { type, status } of conditionsOf(object)) {
    if (status !== 'True') continue
    if (type === 'Complete') return current(`Job Completed. succeeded: ${succeeded}/${completions}`)
    if (type === 'Failed') return failed(`Job Failed. failed: ${failures}/${completions}`)
  }
  if (!textAt(object, '', 'status', 'startTime'))
    return inProgress(`Job not started. active: 0/${parallelism}`)
  const active = intAt(object, 0, 'status', 'active')
  return inProgress(`Job in progress. success:${succeeded}, active: ${active}, failed: ${failures}`)
}
