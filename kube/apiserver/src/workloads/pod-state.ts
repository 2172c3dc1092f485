/** What the status of a Pod says. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectsAt, textAt } from '../strategy/values/read.ts'
import { isGoing, statusOf } from './cluster.ts'

export const phaseOf = (pod: JsonObject): string => textAt(statusOf(pod), 'phase')
export const isFinished = (pod: JsonObject): boolean => ['Succeeded', 'Failed'].includes(phaseOf(pod))
/** Neither ended nor going. */
export const isActive = (pod: JsonObject): boolean => !isFinished(pod) && !isGoing(pod)

export function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(statusOf(object), 'conditions').find(condition => condition['type'] === type)
}

export const isReady = (pod: JsonObject): boolean => conditionOf(pod, 'Ready')?.['status'] === 'True'

/** Milliseconds until a ready Pod counts as available; undefined while it is not ready. */
export function availableIn(pod: JsonObject, minReadySeconds: number, now: Date): number | undefined {
  const ready = conditionOf(pod, 'Ready')
  if (ready?.['status'] !== 'True') return undefined
  const since = Date.parse(textAt(ready, 'lastTransitionTime'))
  return Math.max(0, since + minReadySeconds * 1000 - now.getTime())
}

export interface PodCounts {
  readonly total: number
  readonly ready: number
  readonly available: number
  /** Milliseconds until the next ready Pod becomes available. */
  readonly nextAvailable: number | undefined
}

/** How many Pods of a set are ready and available. */
export function countPods(pods: readonly JsonObject[], minReadySeconds: number, now: Date): PodCounts {
  const waits = pods.map(pod => availableIn(pod, minReadySeconds, now))
  const ahead = waits.filter(wait => wait !== undefined && wait > 0)
  return {
    total: pods.length,
    ready: waits.filter(wait => wait !== undefined).length,
    available: waits.filter(wait => wait === 0).length,
    nextAvailable: ahead.length > 0 ? Math.min(...ahead.map(Number)) : undefined,
  }
}
