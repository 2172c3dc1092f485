/**
 * Deployments: a ReplicaSet per template, numbered; the newest grows as older ones shrink, within what the strategy
 * allows.
 *
 * Read this file first: `sets.ts` finds and makes ReplicaSets, `roll.ts` and `scale.ts` move their sizes, `status.ts`
 * says how far it is.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { objectAt } from '../../strategy/values/read.ts'
import { isEmptySelector } from '../../strategy/values/selector.ts'
import { claim, claimantKeys } from '../adoption.ts'
import { type Cluster, controllerOf, isGoing, namespaceOf, specOf, statusOf } from '../cluster.ts'
import type { Key, Later, WorkloadController } from '../controller.ts'
import { countsOf, isDeploymentComplete } from './progress.ts'
import { rollOut, rollOver } from './roll.ts'
import { forgetOldSets, scaleSets } from './scale.ts'
import { currentSet, type Sets } from './sets.ts'
import { isPaused, replicasOf, wantedAtLast, wantedOf } from './sizes.ts'
import { notePause, writeProgress, writeStatus } from './status.ts'

export const deploymentController: WorkloadController = {
  name: 'deployment-controller',
  kind: 'deployments',
  wakes: { replicaSets: claimantKeys('deployments', 'Deployment'), pods: deploymentsOfPod },
  reconcile,
}

/** A Pod that is gone may be the last one that a Recreate waits for. */
function deploymentsOfPod(pod: JsonObject, cluster: Cluster): readonly Key[] {
  const owner = controllerOf(pod)
  if (owner?.['kind'] !== 'ReplicaSet') return []
  const set = cluster.find('replicaSets', namespaceOf(pod), String(owner['name']))
  const deployment = set && controllerOf(set)
  return deployment ? [`${namespaceOf(pod)}/${String(deployment['name'])}`] : []
}

async function reconcile(deployment: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isEmptySelector(objectAt(specOf(deployment), 'selector'))) {
    await refuseAll(deployment, cluster)
    return
  }
  const owned = await claim('replicaSets', deployment, cluster)
  if (isGoing(deployment)) {
    await writeStatus(await currentSet(deployment, owned, { creates: false }, cluster), cluster)
    return
  }
  const noted = await notePause(deployment, cluster)
  if (isPaused(noted) || isResized(noted, owned)) {
    const sets = await currentSet(noted, owned, { creates: false }, cluster)
    const scaled = await scaleSets(sets, cluster)
    if (isPaused(noted)) await forgetOldSets(scaled, cluster)
    await writeStatus(scaled, cluster)
    return
  }
  const isRecreate = objectAt(specOf(noted), 'strategy')['type'] === 'Recreate'
  const moved = await (isRecreate ? rollOver : rollOut)(noted, owned, cluster)
  if (!moved.isMoving && isComplete(moved.sets)) await forgetOldSets(moved.sets, cluster)
  await writeProgress(moved.sets, cluster, later)
}

const isComplete = ({ deployment }: Sets) => isDeploymentComplete(deployment, countsOf(statusOf(deployment)))

/** Whether the size that was wanted when the ReplicaSets were last sized is another than now. */
function isResized(deployment: JsonObject, sets: readonly JsonObject[]): boolean {
  return sets.some(set => {
    const before = wantedAtLast(set)
    return replicasOf(set) > 0 && before !== undefined && before !== wantedOf(deployment)
  })
}

async function refuseAll(deployment: JsonObject, cluster: Cluster): Promise<void> {
  await cluster.tell(deployment, {
    type: 'Warning',
    reason: 'SelectingAll',
    message: 'This deployment is selecting all pods. A non-empty selector is required.',
  })
  const { generation } = objectAt(deployment, 'metadata')
  if (statusOf(deployment)['observedGeneration'] === generation) return
  await cluster.setStatus('deployments', deployment, {
    ...statusOf(deployment),
    observedGeneration: generation,
  })
}
