/**
 * StatefulSets: Pods with names that last, made and replaced in order, each with claims of its own.
 *
 * Read this file first: `step.ts` makes, deletes and replaces Pods, `identity.ts` says what is theirs alone,
 * `claims.ts` keeps their claims.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { claim, claimantKeys } from '../adoption.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf } from '../cluster.ts'
import type { Later, WorkloadController } from '../controller.ts'
import { availableIn, phaseOf } from '../pod-state.ts'
import { forgetRevisions, podRevision, type Revisions, revisionsOf } from '../revision.ts'
import { ClaimTrouble } from './claims.ts'
import { ordinalOf } from './identity.ts'
import { isRolling, step } from './step.ts'

export const statefulSetController: WorkloadController = {
  name: 'statefulset-controller',
  kind: 'statefulSets',
  wakes: { pods: claimantKeys('statefulSets', 'StatefulSet') },
  reconcile,
}

const historyLabel = 'controller.kubernetes.io/hash'

/** What could not be made is tried again. */
const retryAfter = 1000

async function reconcile(set: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  const revisions = await revisionsOf(set, historyLabel, cluster)
  const isMember = (pod: JsonObject) => ordinalOf(set, pod) !== undefined
  const pods = await claim('pods', set, cluster, isMember)
  const known = textAt(statusOf(set), 'currentRevision')
  const current = revisions.all.find(revision => nameOf(revision) === known) ?? revisions.update
  if (!isGoing(set)) {
    try {
      await step({ set, pods, current, update: revisions.update }, cluster)
    } catch (error) {
      if (!(error instanceof ClaimTrouble)) throw error
      later(retryAfter)
    }
  }
  await writeStatus(set, current, revisions, cluster, later)
}

async function writeStatus(
  set: JsonObject,
  currentRevision: JsonObject,
  revisions: Revisions,
  cluster: Cluster,
  later: Later,
): Promise<void> {
  const fresh = cluster.find('statefulSets', namespaceOf(set), nameOf(set)) ?? set
  const pods = cluster.owned('pods', set).filter(pod => ordinalOf(set, pod) !== undefined)
  const waits = pods
    .filter(pod => phaseOf(pod) === 'Running')
    .map(pod => availableIn(pod, numberAt(specOf(set), 'minReadySeconds') ?? 0, cluster.now))
    .filter(wait => wait !== undefined)
  const ahead = waits.filter(wait => wait > 0)
  if (ahead.length > 0) later(Math.min(...ahead))
  const staying = pods.filter(pod => !isGoing(pod))
  const of = (revision: JsonObject) => staying.filter(pod => podRevision(pod) === nameOf(revision)).length
  const wanted = numberAt(specOf(fresh), 'replicas') ?? 1
  const updated = of(revisions.update)
  const isDone = isRolling(set) && updated === wanted && waits.length === wanted && pods.length === wanted
  const current = isDone ? revisions.update : currentRevision
  const onCurrent = of(current)
  await cluster.setStatus('statefulSets', set, {
    observedGeneration: objectAt(set, 'metadata')['generation'],
    replicas: pods.length,
    ...(waits.length > 0 ? { readyReplicas: waits.length } : {}),
    ...(onCurrent > 0 ? { currentReplicas: onCurrent } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    currentRevision: nameOf(current),
    updateRevision: nameOf(revisions.update),
    collisionCount: revisions.collisionCount,
    availableReplicas: waits.length - ahead.length,
  })
  const names = new Set([nameOf(current), nameOf(revisions.update), ...pods.map(podRevision)])
  await forgetRevisions(set, revisions, revision => names.has(nameOf(revision)), cluster)
}
