/**
 * DaemonSets: one Pod on each node that they select.
 *
 * Read this file first: `pods.ts` says which nodes want one and what it is made of, `manage.ts` makes and deletes them,
 * `roll.ts` replaces those of an older template.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { isEmptySelector } from '../../strategy/values/selector.ts'
import { claim, claimantKeys } from '../adoption.ts'
import { type Cluster, isGoing, nameOf, specOf } from '../cluster.ts'
import { keyOf, type Later, type WorkloadController } from '../controller.ts'
import { byCreation } from '../order.ts'
import { availableIn, isReady } from '../pod-state.ts'
import { forgetRevisions, podRevision, revisionLabel, revisionsOf } from '../revision.ts'
import { manage } from './manage.ts'
import { byNode, isUpdated, nodeWants } from './pods.ts'
import { replaceOutdated } from './roll.ts'

export const daemonSetController: WorkloadController = {
  name: 'daemonset-controller',
  kind: 'daemonSets',
  wakes: {
    pods: claimantKeys('daemonSets', 'DaemonSet'),
    nodes: (_node, cluster) => cluster.list('daemonSets').map(keyOf),
  },
  reconcile,
}

/** A DaemonSet as its controller sees it. */
export interface Daemons {
  readonly set: JsonObject
  readonly nodes: readonly JsonObject[]
  /** The Pods of each node. */
  readonly pods: ReadonlyMap<string, readonly JsonObject[]>
  /** The hash of the template as it is now. */
  readonly hash: string
}

async function reconcile(set: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isEmptySelector(objectAt(specOf(set), 'selector'))) {
    const message = 'This daemon set is selecting all pods. A non-empty selector is required.'
    await cluster.tell(set, { type: 'Warning', reason: 'SelectingAll', message })
    return
  }
  if (isGoing(set)) return
  const revisions = await revisionsOf(set, revisionLabel, cluster)
  const hash = textAt(objectAt(objectAt(revisions.update, 'metadata'), 'labels'), revisionLabel)
  const nodes = cluster.list('nodes')
  const see = async (): Promise<Daemons> => {
    return { set, nodes, hash, pods: byNode(await claim('pods', set, cluster)) }
  }
  await manage(await see(), cluster, later)
  const isRolling = textAt(objectAt(specOf(set), 'updateStrategy'), 'type') !== 'OnDelete'
  if (isRolling) await replaceOutdated(await see(), cluster, later)
  const after = await see()
  await writeStatus(after, cluster, later)
  const live = new Set([hash, ...[...after.pods.values()].flat().map(podRevision)])
  const hashOf = (revision: JsonObject) =>
    textAt(objectAt(objectAt(revision, 'metadata'), 'labels'), revisionLabel)
  await forgetRevisions(set, revisions, revision => live.has(hashOf(revision)), cluster)
}

async function writeStatus(daemons: Daemons, cluster: Cluster, later: Later): Promise<void> {
  const { set, nodes, pods, hash } = daemons
  const seconds = numberAt(specOf(set), 'minReadySeconds') ?? 0
  let [desired, current, misplaced, ready, updated, available] = [0, 0, 0, 0, 0, 0]
  for (const node of nodes) {
    const [pod] = [...(pods.get(nameOf(node)) ?? [])].sort(byCreation)
    if (!nodeWants(set, node).shouldRun) {
      if (pod) misplaced++
      continue
    }
    desired++
    if (!pod) continue
    current++
    if (isReady(pod)) ready++
    const wait = availableIn(pod, seconds, cluster.now)
    if (wait === 0) available++
    else if (wait !== undefined) later(wait)
    if (isUpdated(set, pod, hash)) updated++
  }
  await cluster.setStatus('daemonSets', set, {
    currentNumberScheduled: current,
    numberMisscheduled: misplaced,
    desiredNumberScheduled: desired,
    numberReady: ready,
    observedGeneration: objectAt(set, 'metadata')['generation'],
    ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    ...(available > 0 ? { numberAvailable: available } : {}),
    ...(desired > available ? { numberUnavailable: desired - available } : {}),
  })
}
