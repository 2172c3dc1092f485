/** Which Pods go first when there are too many. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { specOf, statusOf, uidOf } from './cluster.ts'
import { creationOf } from './order.ts'
import { conditionOf, isReady, phaseOf } from './pod-state.ts'

const costAnnotation = 'controller.kubernetes.io/pod-deletion-cost'
const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

/** Sorts Pods so that those to go come first; `beside` are the Pods that share their nodes. */
export function inDeletionOrder(
  pods: readonly JsonObject[],
  beside: readonly JsonObject[],
  now: Date,
): readonly JsonObject[] {
  const onNode = new Map<string, number>()
  for (const pod of beside) onNode.set(nodeOf(pod), (onNode.get(nodeOf(pod)) ?? 0) + 1)
  const keys = new Map(pods.map(pod => [pod, keyOf(pod, onNode, now)]))
  return [...pods].sort((a, b) => compare(keys.get(a) ?? [], keys.get(b) ?? []))
}

const nodeOf = (pod: JsonObject) => textAt(specOf(pod), 'nodeName')

type DeletionKey = readonly (number | string)[]

function compare(a: DeletionKey, b: DeletionKey): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0
    if (value !== other) return value < other ? -1 : 1
  }
  return 0
}

/** The smallest goes first: not placed, not running, not ready, cheap, crowded, young, often restarted. */
function keyOf(pod: JsonObject, onNode: ReadonlyMap<string, number>, now: Date): DeletionKey {
  const annotations = objectAt(objectAt(pod, 'metadata'), 'annotations')
  const readySince = isReady(pod)
    ? Date.parse(textAt(conditionOf(pod, 'Ready') ?? {}, 'lastTransitionTime'))
    : Number.NaN
  const placed = nodeOf(pod) !== ''
  return [
    placed ? 1 : 0,
    phases[phaseOf(pod)] ?? 0,
    isReady(pod) ? 1 : 0,
    costOf(textAt(annotations, costAnnotation)),
    placed ? -(onNode.get(nodeOf(pod)) ?? 0) : 0,
    Number.isNaN(readySince) ? 0 : ageClass(readySince, now),
    -restartsOf(pod),
    ageClass(creationOf(pod), now),
    uidOf(pod),
  ]
}

const wholeNumber = /^-?(0|[1-9]\d*)$/
const costOf = (text: string) => (wholeNumber.test(text) ? Number(text) : 0)

/** Ages differ when one is twice the other. */
function ageClass(since: number, now: Date): number {
  const age = now.getTime() - since
  return age > 0 ? Math.floor(Math.log2(age * 1e6)) : -1
}

function restartsOf(pod: JsonObject): number {
  const statuses = objectsAt(statusOf(pod), 'containerStatuses')
  return Math.max(0, ...statuses.map(status => numberAt(status, 'restartCount') ?? 0))
}
