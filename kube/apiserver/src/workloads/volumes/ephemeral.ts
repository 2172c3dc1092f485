/** Ephemeral volumes: claims that are made for one Pod, and go with it. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError } from '../../status/index.ts'
import { findObject, objectAt, objectsAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, ownerReference, specOf, uidOf } from '../cluster.ts'
import type { WorkloadController } from '../controller.ts'
import { isFinished } from '../pod-state.ts'

export const ephemeralController: WorkloadController = {
  name: 'ephemeral_volume',
  kind: 'pods',
  reconcile: async (pod, cluster) => {
    if (isGoing(pod) || isFinished(pod)) return
    for (const volume of objectsAt(specOf(pod), 'volumes')) {
      const ephemeral = findObject(volume, 'ephemeral')
      if (ephemeral) await ensureClaim(pod, volume, objectAt(ephemeral, 'volumeClaimTemplate'), cluster)
    }
  },
}

async function ensureClaim(
  pod: JsonObject,
  volume: JsonObject,
  template: JsonObject,
  cluster: Cluster,
): Promise<void> {
  const name = `${nameOf(pod)}-${String(volume['name'])}`
  const found = cluster.find('claims', namespaceOf(pod), name)
  if (found) {
    const owners = objectsAt(objectAt(found, 'metadata'), 'ownerReferences')
    if (owners.some(owner => owner['uid'] === uidOf(pod))) return
    const message = `PVC ${namespaceOf(pod)}/${name} was not created for pod ${namespaceOf(pod)}/${nameOf(pod)} (pod is not owner)`
    await cluster.tell(pod, { type: 'Warning', reason: 'EphemeralVolume', message })
    return
  }
  const { labels, annotations } = objectAt(template, 'metadata')
  try {
    await cluster.create('claims', {
      metadata: {
        name,
        namespace: namespaceOf(pod),
        labels,
        annotations,
        ownerReferences: [ownerReference({ apiVersion: 'v1', kind: 'Pod', ...pod })],
      },
      spec: specOf(template),
    })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const message = `ephemeral volume controller failed to create PVC: ${error.message}`
    await cluster.tell(pod, { type: 'Warning', reason: 'EphemeralVolumeFailed', message })
  }
}
