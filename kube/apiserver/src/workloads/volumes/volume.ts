/** Volumes: which are free, bound or released, and what becomes of them when their claim is gone. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectAt, textAt, textsAt } from '../../strategy/values/read.ts'
import { withoutFinalizer } from '../annotate.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf, uidOf } from '../cluster.ts'
import type { WorkloadController } from '../controller.ts'
import { isFinished } from '../pod-state.ts'
import { claimsOf } from '../scheduler.ts'
import { phaseOf } from './claim-state.ts'

const claimFinalizer = 'kubernetes.io/pvc-protection'
const volumeFinalizer = 'kubernetes.io/pv-protection'

export const volumeController: WorkloadController = {
  name: 'persistentvolume-controller',
  kind: 'volumes',
  wakes: { claims: claim => [`/${textAt(specOf(claim), 'volumeName')}`] },
  reconcile: async (volume, cluster) => {
    const holder = findObject(specOf(volume), 'claimRef')
    if (!holder?.['uid']) {
      await setPhase(volume, 'Available', cluster)
      return
    }
    const claim = cluster.find('claims', textAt(holder, 'namespace'), textAt(holder, 'name'))
    const isHeld = claim && uidOf(claim) === holder['uid']
    if (!isHeld) await release(volume, cluster)
  },
}

async function setPhase(volume: JsonObject, phase: string, cluster: Cluster): Promise<void> {
  if (phaseOf(volume) === phase) return
  await cluster.setStatus('volumes', volume, { ...statusOf(volume), phase })
}

/** The claim is gone: the volume stays, goes or is free again, as its policy says. */
async function release(volume: JsonObject, cluster: Cluster): Promise<void> {
  await setPhase(volume, 'Released', cluster)
  const policy = textAt(specOf(volume), 'persistentVolumeReclaimPolicy')
  if (policy === 'Delete') await cluster.delete('volumes', volume)
  if (policy !== 'Recycle') return
  await cluster.update('volumes', volume, current => {
    const { claimRef: _gone, ...spec } = specOf(current)
    return { ...current, spec }
  })
  await cluster.tell(volume, { reason: 'VolumeRecycled', message: 'Volume recycled' })
}

/** Volumes that are deleted stay while they are bound. */
export const volumeProtection: WorkloadController = {
  name: 'pv-protection-controller',
  kind: 'volumes',
  reconcile: async (volume, cluster) => {
    if (!isGoing(volume) || phaseOf(volume) === 'Bound' || !has(volume, volumeFinalizer)) return
    await cluster.update('volumes', volume, current => withoutFinalizer(current, volumeFinalizer))
  },
}

/** Claims that are deleted stay while a Pod on a node uses them. */
export const claimProtection: WorkloadController = {
  name: 'pvc-protection-controller',
  kind: 'claims',
  wakes: { pods: pod => claimsOf(pod).map(name => `${namespaceOf(pod)}/${name}`) },
  reconcile: async (claim, cluster) => {
    if (!isGoing(claim) || !has(claim, claimFinalizer) || isUsed(claim, cluster)) return
    await cluster.update('claims', claim, current => withoutFinalizer(current, claimFinalizer))
  },
}

const has = (object: JsonObject, finalizer: string) =>
  textsAt(objectAt(object, 'metadata'), 'finalizers').includes(finalizer)

function isUsed(claim: JsonObject, cluster: Cluster): boolean {
  return cluster
    .list('pods', namespaceOf(claim))
    .some(
      pod =>
        textAt(specOf(pod), 'nodeName') !== '' && !isFinished(pod) && claimsOf(pod).includes(nameOf(claim)),
    )
}
