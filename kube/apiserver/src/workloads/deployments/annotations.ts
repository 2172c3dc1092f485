/** The annotations by which ReplicaSets remember their place in the history of a Deployment. @module */
import type { JsonObject } from '@sluice/base/json'
import { textAt } from '../../strategy/values/read.ts'
import { annotatedNumber, annotationsOf, mostAnnotation, wantedAnnotation } from './sizes.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const longestHistory = 2000

/** Those of a Deployment that mean it alone. */
const own: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  wantedAnnotation,
  mostAnnotation,
  'deprecated.deployment.rollback.to',
])

/** The number of an object in the history; 0 where it has none. */
export const revisionOf = (object: JsonObject): number => annotatedNumber(object, revisionAnnotation) ?? 0

/** The annotations of a ReplicaSet, with those that its Deployment hands on. */
export function carriedAnnotations(deployment: JsonObject, set: JsonObject): JsonObject {
  const handedOn = Object.entries(annotationsOf(deployment)).filter(([name]) => !own.has(name))
  return { ...annotationsOf(set), ...Object.fromEntries(handedOn) }
}

/** The annotations that give a ReplicaSet a higher number; the number that it had joins its history. */
export function newRevision(set: JsonObject, revision: number): JsonObject {
  const before = textAt(annotationsOf(set), revisionAnnotation)
  if (revisionOf(set) >= revision) return {}
  const next = { [revisionAnnotation]: String(revision) }
  if (before === '') return next
  const known = textAt(annotationsOf(set), historyAnnotation).split(',').filter(Boolean)
  const history = [...known, before]
  while (history.length > 1 && history.join(',').length > longestHistory) history.shift()
  return { ...next, [historyAnnotation]: history.join(',') }
}
