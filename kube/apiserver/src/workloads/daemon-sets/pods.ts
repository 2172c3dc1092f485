/** The Pods of a DaemonSet: for which node they are, and what they are made of. @module */
import type { JsonObject } from '@sluice/base/json'
import { scaledCount } from '../../strategy/values/numbers.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../../strategy/values/read.ts'
import { isGoing, nameOf, specOf } from '../cluster.ts'
import { suits, untolerated } from '../placement.ts'
import { isFinished } from '../pod-state.ts'
import { podOf } from '../pod-template.ts'
import { revisionLabel } from '../revision.ts'

const generationLabel = 'pod-template-generation'
const generationAnnotation = 'deprecated.daemonset.template.generation'

/** What every Pod of a DaemonSet puts up with. */
const ownTolerations: readonly JsonObject[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
]
const networkToleration: JsonObject = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
}

function withTolerations(spec: JsonObject): JsonObject {
  const own = spec['hostNetwork'] === true ? [...ownTolerations, networkToleration] : ownTolerations
  const given = objectsAt(spec, 'tolerations')
  const isSame = (a: JsonObject, b: JsonObject) =>
    ['key', 'operator', 'effect', 'value'].every(field => textAt(a, field) === textAt(b, field))
  const missing = own.filter(each => !given.some(other => isSame(each, other)))
  return { ...spec, tolerations: [...given, ...missing] }
}

const templateSpec = (set: JsonObject) => objectAt(objectAt(specOf(set), 'template'), 'spec')

/** Whether a node should get a Pod, and whether one that it has may stay. */
export function nodeWants(set: JsonObject, node: JsonObject) {
  const spec = withTolerations(templateSpec(set))
  if (!suits(spec, node)) return { shouldRun: false, mayStay: false }
  return {
    shouldRun: untolerated(spec, node, ['NoSchedule', 'NoExecute']) === undefined,
    mayStay: untolerated(spec, node, ['NoExecute']) === undefined,
  }
}

const generationOf = (set: JsonObject) =>
  textAt(objectAt(objectAt(set, 'metadata'), 'annotations'), generationAnnotation)

/** A Pod for a node, of the template that has a hash. */
export function daemonPod(set: JsonObject, node: string, hash: string): JsonObject {
  const pod = podOf(set)
  const metadata = objectAt(pod, 'metadata')
  const generation = generationOf(set)
  const labels = {
    ...objectAt(metadata, 'labels'),
    ...(generation === '' ? {} : { [generationLabel]: generation }),
    [revisionLabel]: hash,
  }
  const spec = withTolerations(specOf(pod))
  return {
    metadata: { ...metadata, labels },
    spec: { ...spec, affinity: withNode(objectAt(spec, 'affinity'), node) },
  }
}

const requiredKey = 'requiredDuringSchedulingIgnoredDuringExecution'

/** The node takes the place of all that was required of nodes. */
function withNode(affinity: JsonObject, node: string): JsonObject {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }]
  const nodeAffinity = objectAt(affinity, 'nodeAffinity')
  return {
    ...affinity,
    nodeAffinity: { ...nodeAffinity, [requiredKey]: { nodeSelectorTerms: [{ matchFields }] } },
  }
}

/** Whether a Pod is of the template as it is now. */
export function isUpdated(set: JsonObject, pod: JsonObject, hash: string): boolean {
  const labels = objectAt(objectAt(pod, 'metadata'), 'labels')
  const generation = generationOf(set)
  return labels[revisionLabel] === hash || (generation !== '' && labels[generationLabel] === generation)
}

/** The node that a Pod is on, or is meant for. */
export function targetOf(pod: JsonObject): string {
  const nodeName = textAt(specOf(pod), 'nodeName')
  if (nodeName) return nodeName
  const affinity = objectAt(objectAt(specOf(pod), 'affinity'), 'nodeAffinity')
  const terms = objectsAt(findObject(affinity, requiredKey) ?? {}, 'nodeSelectorTerms')
  const field = terms
    .flatMap(term => objectsAt(term, 'matchFields'))
    .find(each => each['key'] === 'metadata.name')
  return field ? (textsAt(field, 'values')[0] ?? '') : ''
}

/** Pods by node; those that have ended and are going are of no concern. */
export function byNode(pods: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> {
  const result = new Map<string, JsonObject[]>()
  for (const pod of pods) {
    if (isFinished(pod) && isGoing(pod)) continue
    const node = targetOf(pod)
    const known = result.get(node)
    if (known) known.push(pod)
    else result.set(node, [pod])
  }
  return result
}

export const nodeNames = (nodes: readonly JsonObject[]): ReadonlySet<string> => new Set(nodes.map(nameOf))

/** The part of the update strategy that says how Pods are replaced. */
export const rollingOf = (set: JsonObject): JsonObject =>
  objectAt(objectAt(specOf(set), 'updateStrategy'), 'rollingUpdate')

/** Whether a new Pod may run beside the one it replaces. */
export function surges(set: JsonObject): boolean {
  return scaledCount(rollingOf(set)['maxSurge'], 100, true) > 0
}
