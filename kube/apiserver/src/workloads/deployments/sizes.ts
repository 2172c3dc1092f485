/** What Deployments and their ReplicaSets say about sizes. @module */
import type { JsonObject } from '@sluice/base/json'
import { scaledCount } from '../../strategy/values/numbers.ts'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { specOf, statusOf } from '../cluster.ts'

/** Annotations of ReplicaSets: what was wanted, and how many there might be, when they were last sized. */
export const wantedAnnotation = 'deployment.kubernetes.io/desired-replicas'
export const mostAnnotation = 'deployment.kubernetes.io/max-replicas'

export const annotationsOf = (object: JsonObject): JsonObject =>
  objectAt(objectAt(object, 'metadata'), 'annotations')

export const wantedOf = (deployment: JsonObject): number => numberAt(specOf(deployment), 'replicas') ?? 1
export const replicasOf = (set: JsonObject): number => numberAt(specOf(set), 'replicas') ?? 1
export const actualOf = (set: JsonObject): number => numberAt(statusOf(set), 'replicas') ?? 0
export const availableOf = (set: JsonObject): number => numberAt(statusOf(set), 'availableReplicas') ?? 0
export const isPaused = (deployment: JsonObject): boolean => specOf(deployment)['paused'] === true

/** The sum of something over ReplicaSets. */
export const sumOf = (sets: readonly JsonObject[], of: (set: JsonObject) => number): number =>
  sets.reduce((sum, set) => sum + of(set), 0)

const integer = /^-?\d+$/

/** A whole number in an annotation. */
export function annotatedNumber(object: JsonObject, name: string): number | undefined {
  const text = textAt(annotationsOf(object), name)
  return integer.test(text) ? Number(text) : undefined
}

export const wantedAtLast = (set: JsonObject): number | undefined => annotatedNumber(set, wantedAnnotation)

interface Leeway {
  readonly surge: number
  readonly absent: number
}

/** How many more, and how many fewer, than wanted there may be. Where neither is, one may be absent. */
export function leewayOf(deployment: JsonObject): Leeway {
  const strategy = objectAt(specOf(deployment), 'strategy')
  if (strategy['type'] !== 'RollingUpdate') return { surge: 0, absent: 0 }
  const rolling = objectAt(strategy, 'rollingUpdate')
  const wanted = wantedOf(deployment)
  const surge = scaledCount(rolling['maxSurge'], wanted, true)
  const absent = scaledCount(rolling['maxUnavailable'], wanted, false)
  return { surge, absent: wanted === 0 ? 0 : Math.min(wanted, surge === 0 && absent === 0 ? 1 : absent) }
}
