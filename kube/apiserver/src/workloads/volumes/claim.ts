/** Volume claims: each gets a volume, a waiting one that fits or one that is made for it. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf, uidOf } from '../cluster.ts'
import { keyOf, type WorkloadController } from '../controller.ts'
import type { Happening } from '../events.ts'
import { claimsOf } from '../scheduler.ts'
import {
  bestVolume,
  classNameOf,
  classOf,
  compareSizes,
  isProvisioned,
  misfit,
  phaseOf,
  requestOf,
  reservation,
  selectedNode,
  waitsForPod,
} from './claim-state.ts'
import { provision } from './provision.ts'

export const claimController: WorkloadController = {
  name: 'persistentvolume-controller',
  kind: 'claims',
  wakes: {
    volumes: (volume, cluster) => {
      const bound = objectAt(specOf(volume), 'claimRef')
      const waiting = cluster.list('claims').filter(claim => phaseOf(claim) !== 'Bound')
      return [...waiting.map(keyOf), `${bound['namespace']}/${bound['name']}`]
    },
    storageClasses: (storageClass, cluster) =>
      cluster
        .list('claims')
        .filter(claim => phaseOf(claim) !== 'Bound' && classNameOf(claim) === nameOf(storageClass))
        .map(keyOf),
    pods: pod => claimsOf(pod).map(name => `${namespaceOf(pod)}/${name}`),
  },
  reconcile,
}

const boundByController = 'pv.kubernetes.io/bound-by-controller'
const bindCompleted = 'pv.kubernetes.io/bind-completed'

const annotationsOf = (object: JsonObject) => objectAt(objectAt(object, 'metadata'), 'annotations')

async function reconcile(claim: JsonObject, cluster: Cluster): Promise<void> {
  if (annotationsOf(claim)[bindCompleted] !== undefined) {
    await keepBound(claim, cluster)
    return
  }
  if (isGoing(claim)) return
  const named = textAt(specOf(claim), 'volumeName')
  const volume = named ? await namedVolume(claim, named, cluster) : await freeVolume(claim, cluster)
  if (volume) await bind(claim, volume, cluster)
}

async function keepBound(claim: JsonObject, cluster: Cluster): Promise<void> {
  const volume = cluster.find('volumes', '', textAt(specOf(claim), 'volumeName'))
  if (volume && reservation(volume, claim) === 'own') {
    if (phaseOf(claim) !== 'Bound') await bind(claim, volume, cluster)
    else if (!isGoing(claim)) await grow(claim, volume, cluster)
    return
  }
  if (phaseOf(claim) === 'Lost' || isGoing(claim)) return
  await cluster.setStatus('claims', claim, { phase: 'Lost' })
  const [reason, message] = volume
    ? ['ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly']
    : ['ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!']
  await cluster.tell(claim, { type: 'Warning', reason, message })
}

/** The volume that a claim asks for by name, if it can have it. */
async function namedVolume(
  claim: JsonObject,
  name: string,
  cluster: Cluster,
): Promise<JsonObject | undefined> {
  const volume = cluster.find('volumes', '', name)
  if (!volume) return undefined
  const held = reservation(volume, claim)
  if (held === 'own') return volume
  if (held === 'other') {
    const message = `volume "${name}" already bound to a different claim.`
    await tellNews(claim, { type: 'Warning', reason: 'FailedBinding', message }, cluster)
    return undefined
  }
  const why = misfit(volume, claim)
  if (why === undefined) return volume
  const message = `Cannot bind to requested volume "${name}": ${why}`
  await tellNews(claim, { type: 'Warning', reason: 'VolumeMismatch', message }, cluster)
  return undefined
}

/** A volume that fits, or one made for the claim; tells what it waits for. */
async function freeVolume(claim: JsonObject, cluster: Cluster): Promise<JsonObject | undefined> {
  const isWaiting = waitsForPod(claim, cluster) && annotationsOf(claim)[selectedNode] === undefined
  const volume = bestVolume(claim, cluster)
  if (volume && (!isWaiting || reservation(volume, claim) === 'own')) return volume
  if (isWaiting) {
    await tellWaiting(claim, cluster)
    return undefined
  }
  const storageClass = classOf(claim, cluster)
  if (isProvisioned(storageClass)) return await provision(claim, storageClass, cluster)
  if (storageClass) return undefined
  const name = classNameOf(claim)
  await tellNews(
    claim,
    name
      ? {
          type: 'Warning',
          reason: 'ProvisioningFailed',
          message: `storageclass.storage.k8s.io "${name}" not found`,
        }
      : {
          reason: 'FailedBinding',
          message: 'no persistent volumes available for this claim and no storage class is set',
        },
    cluster,
  )
  return undefined
}

async function tellWaiting(claim: JsonObject, cluster: Cluster): Promise<void> {
  const pods = cluster
    .list('pods', namespaceOf(claim))
    .filter(pod => claimsOf(pod).includes(nameOf(claim)) && !isGoing(pod))
    .map(nameOf)
  const happening =
    pods.length > 0
      ? { reason: 'WaitForPodScheduled', message: `waiting for pod ${pods.join(',')} to be scheduled` }
      : {
          reason: 'WaitForFirstConsumer',
          message: 'waiting for first consumer to be created before binding',
        }
  await tellNews(claim, happening, cluster)
}

/** What claims were last told that they wait for: changes elsewhere are no reason to tell it again. */
const told = new WeakMap<Cluster, Map<string, string>>()
const mostTold = 10_000

async function tellNews(claim: JsonObject, happening: Happening, cluster: Cluster): Promise<void> {
  let known = told.get(cluster)
  if (!known) told.set(cluster, (known = new Map()))
  if (known.get(uidOf(claim)) === happening.message) return
  if (known.size > mostTold) known.clear()
  known.set(uidOf(claim), happening.message)
  await cluster.tell(claim, happening)
}

async function bind(claim: JsonObject, volume: JsonObject, cluster: Cluster): Promise<void> {
  const { name, namespace, uid, resourceVersion } = objectAt(claim, 'metadata')
  const holder = findObject(specOf(volume), 'claimRef')
  const isReserved = holder !== undefined
  const claimRef = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name,
    namespace,
    uid,
    resourceVersion: holder?.['uid'] ? holder['resourceVersion'] : resourceVersion,
  }
  await cluster.update('volumes', volume, current => ({
    ...(isReserved ? current : marked(current, boundByController)),
    spec: { ...specOf(current), claimRef },
  }))
  if (phaseOf(volume) !== 'Bound')
    await cluster.setStatus('volumes', volume, { ...statusOf(volume), phase: 'Bound' })
  const isNamed = textAt(specOf(claim), 'volumeName') !== ''
  await cluster.update('claims', claim, current => ({
    ...marked(isNamed ? current : marked(current, boundByController), bindCompleted),
    spec: { ...specOf(current), volumeName: nameOf(volume) },
  }))
  await cluster.setStatus('claims', claim, {
    phase: 'Bound',
    accessModes: specOf(volume)['accessModes'],
    capacity: objectAt(specOf(volume), 'capacity'),
  })
}

function marked(object: JsonObject, name: string): JsonObject {
  const metadata = objectAt(object, 'metadata')
  return { ...object, metadata: { ...metadata, annotations: { ...annotationsOf(object), [name]: 'yes' } } }
}

/** A bound claim that asks for more gets it. */
async function grow(claim: JsonObject, volume: JsonObject, cluster: Cluster): Promise<void> {
  const has = String(objectAt(statusOf(claim), 'capacity')['storage'] ?? '0')
  if (compareSizes(requestOf(claim), has) <= 0) return
  const capacity = { storage: requestOf(claim) }
  await cluster.update('volumes', volume, current => ({
    ...current,
    spec: { ...specOf(current), capacity },
  }))
  await cluster.setStatus('claims', claim, { ...statusOf(claim), capacity })
  const message = `Resize volume succeeded`
  await cluster.tell(claim, { reason: 'VolumeResizeSuccessful', message })
}
