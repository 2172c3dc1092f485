/** The part of a storage provisioner: volumes made for claims. @module */
import type { JsonObject } from '@sluice/base/json'
import { listAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { withAnnotation } from '../annotate.ts'
import { type Cluster, nameOf, namespaceOf, specOf, uidOf } from '../cluster.ts'
import { requestOf } from './claim-state.ts'

/** The annotation of volumes that says who made them. */
const provisionedBy = 'pv.kubernetes.io/provisioned-by'

/** The volume of a claim; makes it where it is missing. */
export async function provision(
  claim: JsonObject,
  storageClass: JsonObject,
  cluster: Cluster,
): Promise<JsonObject> {
  const name = `pvc-${uidOf(claim)}`
  const made = cluster.find('volumes', '', name)
  if (made) return made
  const provisioner = textAt(storageClass, 'provisioner')
  for (const annotation of ['volume.kubernetes.io', 'volume.beta.kubernetes.io']) {
    await cluster.update('claims', claim, current =>
      withAnnotation(current, `${annotation}/storage-provisioner`, provisioner),
    )
  }
  await cluster.tell(claim, {
    reason: 'ExternalProvisioning',
    message: `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  })
  const volume = await cluster.create('volumes', volumeFor(claim, storageClass, name))
  const message = `Successfully provisioned volume ${name}`
  await cluster.tell(claim, { reason: 'ProvisioningSucceeded', message })
  return volume
}

function volumeFor(claim: JsonObject, storageClass: JsonObject, name: string): JsonObject {
  const { resourceVersion, uid } = objectAt(claim, 'metadata')
  const options = listAt(storageClass, 'mountOptions')
  return {
    metadata: { name, annotations: { [provisionedBy]: storageClass['provisioner'] } },
    spec: {
      capacity: { storage: requestOf(claim) },
      accessModes: specOf(claim)['accessModes'],
      persistentVolumeReclaimPolicy: storageClass['reclaimPolicy'],
      storageClassName: nameOf(storageClass),
      volumeMode: specOf(claim)['volumeMode'],
      ...(options.length > 0 ? { mountOptions: options } : {}),
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: nameOf(claim),
        namespace: namespaceOf(claim),
        uid,
        resourceVersion,
      },
      hostPath: { path: `/var/lib/sandbox/${name}`, type: 'DirectoryOrCreate' },
    },
  }
}
