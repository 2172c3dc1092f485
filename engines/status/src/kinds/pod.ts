import type { Health } from '@sluice/base/flow'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { conditionsOf, textAt, valueAt } from '../fields.ts'
import { current, failed, inProgress } from '../health.ts'

/** How long a pod may wait for a node before it counts as unschedulable. */
const scheduleWindow = 15_000

/** A pod is current when it is ready or has ended, well or not; it fails when it crash-loops or finds no node. */
export function podHealth(object: JsonObject, { now }: { readonly now: number }): Health {
  const phase = textAt(object, '', 'status', 'phase')
  switch (phase) {
    case 'Succeeded':
      return current('Pod has completed successfully')
    case 'Failed':
      return current('Pod has completed, but not successfully')
    case 'Running':
      return runningHealth(object)
    case 'Pending':
      return pendingHealth(object, now)
    case '':
      return inProgress('Pod phase not available')
    default:
      return { status: 'Unknown', message: `unknown phase ${phase}` }
  }
}

function runningHealth(object: JsonObject): Health {
  if (conditionsOf(object).some(({ type, status }) => type === 'Ready' && status === 'True')) {
    return current('Pod is Ready')
  }
  const looping = crashLoopingContainers(object)
  if (looping.length > 0) return failed(`Containers in CrashLoop state: ${looping.join(',')}`)
  return inProgress('Pod is running but is not Ready')
}

function pendingHealth(object: JsonObject, now: number): Health {
  const scheduled = conditionsOf(object).find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  )
  if (scheduled?.reason !== 'Unschedulable') return inProgress('Pod is in the Pending phase')
  const created = Date.parse(textAt(object, '', 'metadata', 'creationTimestamp'))
  return now - scheduleWindow < created
    ? inProgress('Pod has not been scheduled')
    : failed('Pod could not be scheduled')
}

function crashLoopingContainers(object: JsonObject): readonly string[] {
  const statuses = valueAt(object, 'status', 'containerStatuses')
  if (!Array.isArray(statuses)) return []
  return statuses
    .filter(isJsonObject)
    .filter(status => textAt(status, '', 'state', 'waiting', 'reason') === 'CrashLoopBackOff')
    .map(status => textAt(status, '', 'name'))
}
