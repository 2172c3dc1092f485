/** Pods leave nodes with NoExecute taints that they do not put up with, at once or after the time they allow. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf } from '../cluster.ts'
import { keyOf, type WorkloadController } from '../controller.ts'
import { taintsOf, tolerates } from '../placement.ts'
import { isFinished } from '../pod-state.ts'

export const taintEviction: WorkloadController = {
  name: 'taint-eviction-controller',
  kind: 'pods',
  wakes: {
    nodes: (node, cluster) =>
      cluster
        .list('pods')
        .filter(pod => textAt(specOf(pod), 'nodeName') === nameOf(node))
        .map(keyOf),
  },
  reconcile: async (pod, cluster, later) => {
    const node = cluster.find('nodes', '', textAt(specOf(pod), 'nodeName'))
    if (!node || isGoing(pod) || isFinished(pod)) return
    const left = patience(pod, node, cluster)
    if (left === undefined) return
    if (left > 0) later(left)
    else await evict(pod, cluster)
  },
}

/** Milliseconds that a Pod may stay; undefined where it may stay for good. */
function patience(pod: JsonObject, node: JsonObject, cluster: Cluster): number | undefined {
  const tolerations = objectsAt(specOf(pod), 'tolerations')
  let shortest: number | undefined
  for (const taint of taintsOf(node).filter(each => each['effect'] === 'NoExecute')) {
    const fitting = tolerations.filter(each => tolerates(each, taint))
    if (fitting.length === 0) return 0
    const seconds = fitting
      .map(each => numberAt(each, 'tolerationSeconds'))
      .filter(each => each !== undefined)
    if (seconds.length === 0) continue
    const since = Date.parse(textAt(taint, 'timeAdded')) || cluster.now.getTime()
    const left = since + Math.max(0, Math.min(...seconds)) * 1000 - cluster.now.getTime()
    shortest = Math.min(shortest ?? left, left)
  }
  return shortest === undefined ? undefined : Math.max(0, shortest)
}

async function evict(pod: JsonObject, cluster: Cluster): Promise<void> {
  const message = `Marking for deletion Pod ${namespaceOf(pod)}/${nameOf(pod)}`
  await cluster.tell(pod, { reason: 'TaintManagerEviction', message })
  const condition = {
    type: 'DisruptionTarget',
    observedGeneration: objectAt(pod, 'metadata')['generation'],
    status: 'True',
    lastTransitionTime: cluster.timestamp,
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  }
  const others = objectsAt(statusOf(pod), 'conditions').filter(each => each['type'] !== condition.type)
  await cluster.setStatus('pods', pod, { ...statusOf(pod), conditions: [...others, condition] })
  await cluster.delete('pods', pod)
}
