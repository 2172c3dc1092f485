/** How long a Job waits before it makes the next Pod after failures: each time twice as long. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { statusOf } from '../cluster.ts'
import { phaseOf } from '../pod-state.ts'

/** Milliseconds. Kubernetes waits ten seconds first and ten minutes at most; the sandbox is in a hurry. */
const first = 50
const longest = 5000

/** Milliseconds until a Job whose last Pods have failed, counted or not, may make another. */
export function pauseLeft(pods: readonly JsonObject[], now: Date): number {
  const ended = (phase: string) => pods.filter(pod => phaseOf(pod) === phase).map(endOf)
  const lastSuccess = Math.max(0, ...ended('Succeeded'))
  const failures = ended('Failed').filter(end => end > lastSuccess)
  if (failures.length === 0) return 0
  const pause = Math.min(first * 2 ** (failures.length - 1), longest)
  return Math.max(0, Math.max(...failures) + pause - now.getTime())
}

function endOf(pod: JsonObject): number {
  const ends = objectsAt(statusOf(pod), 'containerStatuses').map(status =>
    Date.parse(textAt(objectAt(objectAt(status, 'state'), 'terminated'), 'finishedAt')),
  )
  return Math.max(0, ...ends.filter(end => !Number.isNaN(end)))
}
