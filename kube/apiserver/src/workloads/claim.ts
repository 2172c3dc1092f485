/** Volume claims: each gets a volume, one made for it or a waiting one that fits; what is unused may go. @module */
import type { JsonObject } from '@sluice/base/json'
import { compareQuantities, parseQuantity } from '../strategy/values/quantity.ts'
import { findObject, objectAt, textAt, textsAt } from '../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf } from './cluster.ts'
import { keyOf, type Later, type WorkloadController } from './controller.ts'
import { isFinished } from './pod-state.ts'
import { claimsOf } from './scheduler.ts'

const claimFinalizer = 'kubernetes.io/pvc-protection'
const volumeFinalizer = 'kubernetes.io/pv-protection'

export const claimController: WorkloadController = {
  name: 'persistent-volume-binder',
  kind: 'claims',
  wakes: {
    pods: pod => claimsOf(pod).map(name => `${namespaceOf(pod)}/${name}`),
    volumes: (_volume, cluster) =>
      cluster
        .list('claims')
        .filter(claim => textAt(statusOf(claim), 'phase') !== 'Bound')
        .map(keyOf),
  },
  reconcile,
}

async function reconcile(claim: JsonObject, cluster: Cluster, _later: Later): Promise<void> {
  if (isGoing(claim)) {
    await release(claim, cluster)
    return
  }
  if (textAt(statusOf(claim), 'phase') === 'Bound') {
    await grow(claim, cluster)
    return
  }
  const volume = await volumeFor(claim, cluster)
  if (volume) await bind(claim, volume, cluster)
}

const classOf = (claim: JsonObject) => textAt(specOf(claim), 'storageClassName')
const requestOf = (claim: JsonObject) =>
  String(objectAt(objectAt(specOf(claim), 'resources'), 'requests')['storage'] ?? '0')

async function volumeFor(claim: JsonObject, cluster: Cluster): Promise<JsonObject | undefined> {
  const named = textAt(specOf(claim), 'volumeName')
  if (named) return cluster.find('volumes', '', named)
  const fitting = cluster.list('volumes').find(volume => fits(volume, claim))
  if (fitting) return fitting
  const storageClass = cluster.find('storageClasses', '', classOf(claim))
  if (!storageClass || storageClass['provisioner'] === 'kubernetes.io/no-provisioner') return undefined
  return await provision(claim, storageClass, cluster)
}

function fits(volume: JsonObject, claim: JsonObject): boolean {
  const spec = specOf(volume)
  const holder = findObject(spec, 'claimRef')
  const own = textAt(objectAt(claim, 'metadata'), 'uid')
  if (holder)
    return (
      holder['uid'] === own ||
      (!holder['uid'] && holder['name'] === nameOf(claim) && holder['namespace'] === namespaceOf(claim))
    )
  const [size, wanted] = [
    parseQuantity(String(objectAt(spec, 'capacity')['storage'])),
    parseQuantity(requestOf(claim)),
  ]
  const modes = textsAt(specOf(claim), 'accessModes').every(mode =>
    textsAt(spec, 'accessModes').includes(mode),
  )
  const large = size !== undefined && wanted !== undefined && compareQuantities(size, wanted) >= 0
  return large && modes && textAt(spec, 'storageClassName') === classOf(claim)
}

async function provision(claim: JsonObject, storageClass: JsonObject, cluster: Cluster): Promise<JsonObject> {
  const name = `pvc-${textAt(objectAt(claim, 'metadata'), 'uid')}`
  const made = cluster.find('volumes', '', name)
  if (made) return made
  const volume = await cluster.create('volumes', {
    metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': storageClass['provisioner'] } },
    spec: {
      capacity: { storage: requestOf(claim) },
      accessModes: specOf(claim)['accessModes'],
      persistentVolumeReclaimPolicy: storageClass['reclaimPolicy'],
      storageClassName: classOf(claim),
      volumeMode: specOf(claim)['volumeMode'],
      hostPath: { path: `/var/lib/sandbox/${name}`, type: 'DirectoryOrCreate' },
    },
  })
  const message = `Successfully provisioned volume ${name}`
  await cluster.tell(claim, { reason: 'ProvisioningSucceeded', message })
  return volume
}

async function bind(claim: JsonObject, volume: JsonObject, cluster: Cluster): Promise<void> {
  const metadata = objectAt(claim, 'metadata')
  const claimRef = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name: nameOf(claim),
    namespace: namespaceOf(claim),
    uid: metadata['uid'],
    resourceVersion: metadata['resourceVersion'],
  }
  await cluster.update('volumes', volume, current => ({ ...current, spec: { ...specOf(current), claimRef } }))
  await cluster.setStatus('volumes', volume, { ...statusOf(volume), phase: 'Bound' })
  await cluster.update('claims', claim, current => ({
    ...current,
    metadata: {
      ...objectAt(current, 'metadata'),
      annotations: {
        ...objectAt(objectAt(current, 'metadata'), 'annotations'),
        'pv.kubernetes.io/bind-completed': 'yes',
        'pv.kubernetes.io/bound-by-controller': 'yes',
      },
    },
    spec: { ...specOf(current), volumeName: nameOf(volume) },
  }))
  await cluster.setStatus('claims', claim, {
    phase: 'Bound',
    accessModes: specOf(volume)['accessModes'],
    capacity: objectAt(specOf(volume), 'capacity'),
  })
}

/** A bound claim that asks for more gets it. */
async function grow(claim: JsonObject, cluster: Cluster): Promise<void> {
  const [wanted, has] = [
    parseQuantity(requestOf(claim)),
    parseQuantity(String(objectAt(statusOf(claim), 'capacity')['storage'] ?? '0')),
  ]
  if (!wanted || !has || compareQuantities(wanted, has) <= 0) return
  const capacity = { storage: requestOf(claim) }
  const volume = cluster.find('volumes', '', textAt(specOf(claim), 'volumeName'))
  if (volume)
    await cluster.update('volumes', volume, current => ({
      ...current,
      spec: { ...specOf(current), capacity },
    }))
  await cluster.setStatus('claims', claim, { ...statusOf(claim), capacity })
}

/** A claim that no Pod uses any more goes, and its volume as the reclaim policy says. */
async function release(claim: JsonObject, cluster: Cluster): Promise<void> {
  const used = cluster
    .list('pods', namespaceOf(claim))
    .some(pod => !isFinished(pod) && claimsOf(pod).includes(nameOf(claim)))
  if (used) return
  await cluster.update('claims', claim, current => withoutFinalizer(current, claimFinalizer))
  const volume = cluster.find('volumes', '', textAt(specOf(claim), 'volumeName'))
  if (!volume) return
  if (textAt(specOf(volume), 'persistentVolumeReclaimPolicy') !== 'Delete') {
    await cluster.setStatus('volumes', volume, { ...statusOf(volume), phase: 'Released' })
    return
  }
  await cluster.delete('volumes', volume)
  await cluster.update('volumes', volume, current => withoutFinalizer(current, volumeFinalizer))
}

function withoutFinalizer(object: JsonObject, name: string): JsonObject {
  const metadata = objectAt(object, 'metadata')
  const finalizers = textsAt(metadata, 'finalizers').filter(each => each !== name)
  return { ...object, metadata: { ...metadata, finalizers } }
}
