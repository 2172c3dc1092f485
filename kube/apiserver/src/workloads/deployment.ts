/**
 * Deployments: a ReplicaSet per template, numbered; the newest grows as older ones shrink, within what the strategy
 * allows.
 * @module
 */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { scaledCount } from '../strategy/values/numbers.ts'
import { numberAt, objectAt, textAt } from '../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, ownerReference, specOf, statusOf } from './cluster.ts'
import { type Later, ownerKey, type WorkloadController } from './controller.ts'
import { writeDeploymentStatus } from './deployment-status.ts'
import { labelled, templateHash, unlabelled } from './template-hash.ts'

const hashLabel = 'pod-template-hash'
const revisionAnnotation = 'deployment.kubernetes.io/revision'

export const deploymentController: WorkloadController = {
  name: 'deployment-controller',
  kind: 'deployments',
  wakes: { replicaSets: ownerKey('Deployment') },
  reconcile,
}

async function reconcile(deployment: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isGoing(deployment)) return
  const paused = specOf(deployment)['paused'] === true
  const found = await findSets(deployment, cluster, !paused)
  if (!paused && found.current) await roll(deployment, found.current, found.old, cluster)
  else if (found.current) await scale(deployment, found.current, wantedOf(deployment), cluster)
  if (!paused) await forgetOld(deployment, found.old, cluster)
  const fresh = await findSets(deployment, cluster, false)
  await writeDeploymentStatus(deployment, fresh, cluster, later)
}

export interface Sets {
  readonly current: JsonObject | undefined
  readonly old: readonly JsonObject[]
}

const wantedOf = (deployment: JsonObject) => numberAt(specOf(deployment), 'replicas') ?? 1
const replicasOf = (set: JsonObject) => numberAt(specOf(set), 'replicas') ?? 0
const availableOf = (set: JsonObject) => numberAt(statusOf(set), 'availableReplicas') ?? 0
const revisionOf = (object: JsonObject) =>
  Number(textAt(objectAt(objectAt(object, 'metadata'), 'annotations'), revisionAnnotation) || '0')

async function findSets(deployment: JsonObject, cluster: Cluster, create: boolean): Promise<Sets> {
  const sets = cluster.owned('replicaSets', deployment)
  const template = objectAt(specOf(deployment), 'template')
  const same = sets.find(set =>
    deepEqual(unlabelled(objectAt(specOf(set), 'template'), hashLabel), unlabelled(template, hashLabel)),
  )
  const old = sets.filter(set => set !== same).sort((a, b) => revisionOf(a) - revisionOf(b))
  if (!create) return { current: same, old }
  const revision = Math.max(0, ...old.map(revisionOf)) + 1
  const current = same
    ? await renumber(same, revision, cluster)
    : await createSet(deployment, revision, cluster)
  await annotate(deployment, Math.max(revision, current ? revisionOf(current) : 0), cluster)
  return { current, old }
}

/** A template that comes back is the newest revision again. */
async function renumber(set: JsonObject, revision: number, cluster: Cluster): Promise<JsonObject> {
  if (revisionOf(set) >= revision) return set
  const change = (current: JsonObject) => withAnnotation(current, revisionAnnotation, String(revision))
  await cluster.update('replicaSets', set, change)
  return cluster.find('replicaSets', namespaceOf(set), nameOf(set)) ?? set
}

function withAnnotation(object: JsonObject, name: string, value: string): JsonObject {
  const metadata = objectAt(object, 'metadata')
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...objectAt(metadata, 'annotations'), [name]: value } },
  }
}

async function annotate(deployment: JsonObject, revision: number, cluster: Cluster): Promise<void> {
  if (revisionOf(deployment) === revision) return
  await cluster.update('deployments', deployment, current =>
    withAnnotation(current, revisionAnnotation, String(revision)),
  )
}

async function createSet(deployment: JsonObject, revision: number, cluster: Cluster): Promise<JsonObject> {
  const spec = specOf(deployment)
  const template = objectAt(spec, 'template')
  const hash = templateHash(template)
  const selector = objectAt(spec, 'selector')
  const wanted = wantedOf(deployment)
  const { 'kubectl.kubernetes.io/last-applied-configuration': _applied, ...annotations } = objectAt(
    objectAt(deployment, 'metadata'),
    'annotations',
  )
  return await cluster.create('replicaSets', {
    metadata: {
      name: `${nameOf(deployment)}-${hash}`,
      namespace: namespaceOf(deployment),
      labels: { ...objectAt(objectAt(template, 'metadata'), 'labels'), [hashLabel]: hash },
      annotations: {
        ...annotations,
        [revisionAnnotation]: String(revision),
        'deployment.kubernetes.io/desired-replicas': String(wanted),
        'deployment.kubernetes.io/max-replicas': String(wanted + surgeOf(deployment)),
      },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: 0,
      minReadySeconds: spec['minReadySeconds'],
      selector: { ...selector, matchLabels: { ...objectAt(selector, 'matchLabels'), [hashLabel]: hash } },
      template: labelled(template, { [hashLabel]: hash }),
    },
  })
}

const rollingOf = (deployment: JsonObject) =>
  objectAt(objectAt(specOf(deployment), 'strategy'), 'rollingUpdate')
const isRecreate = (deployment: JsonObject) => objectAt(specOf(deployment), 'strategy')['type'] === 'Recreate'

function surgeOf(deployment: JsonObject): number {
  if (isRecreate(deployment)) return 0
  return scaledCount(rollingOf(deployment)['maxSurge'], wantedOf(deployment), true)
}

/** Rounds down; where neither surge nor absence is left, one may be absent. */
function unavailableOf(deployment: JsonObject): number {
  const count = scaledCount(rollingOf(deployment)['maxUnavailable'], wantedOf(deployment), false)
  return count === 0 && surgeOf(deployment) === 0 ? 1 : Math.min(count, wantedOf(deployment))
}

async function roll(
  deployment: JsonObject,
  current: JsonObject,
  old: readonly JsonObject[],
  cluster: Cluster,
): Promise<void> {
  const wanted = wantedOf(deployment)
  if (isRecreate(deployment)) {
    for (const set of old) await scale(deployment, set, 0, cluster)
    const left = old.some(set => (numberAt(statusOf(set), 'replicas') ?? 0) > 0)
    if (!left) await scale(deployment, current, wanted, cluster)
    return
  }
  const total = [...old, current].reduce((sum, set) => sum + replicasOf(set), 0)
  const room = wanted + surgeOf(deployment) - total
  const target =
    replicasOf(current) > wanted ? wanted : Math.min(wanted, replicasOf(current) + Math.max(0, room))
  await scale(deployment, current, target, cluster)
  await shrink(deployment, current, old, cluster)
}

/** Takes from old sets what is not needed to keep enough available: first what is not available anyway. */
async function shrink(
  deployment: JsonObject,
  current: JsonObject,
  old: readonly JsonObject[],
  cluster: Cluster,
): Promise<void> {
  const wanted = wantedOf(deployment)
  const least = wanted - unavailableOf(deployment)
  const unready = Math.max(0, replicasOf(current) - availableOf(current))
  const total = [...old, current].reduce((sum, set) => sum + replicasOf(set), 0)
  let spare = total - least - unready
  for (const set of old) {
    const idle = Math.min(Math.max(0, replicasOf(set) - availableOf(set)), Math.max(0, spare))
    if (idle === 0) continue
    await scale(deployment, set, replicasOf(set) - idle, cluster)
    spare -= idle
  }
  const fresh = old.map(set => cluster.find('replicaSets', namespaceOf(set), nameOf(set)) ?? set)
  const available = [...fresh, current].reduce((sum, set) => sum + availableOf(set), 0)
  let surplus = Math.min(spare, available - least)
  for (const set of fresh) {
    const take = Math.min(replicasOf(set), Math.max(0, surplus))
    if (take === 0) continue
    await scale(deployment, set, replicasOf(set) - take, cluster)
    surplus -= take
  }
}

async function scale(
  deployment: JsonObject,
  set: JsonObject,
  replicas: number,
  cluster: Cluster,
): Promise<void> {
  const before = replicasOf(set)
  if (before === replicas) return
  await cluster.update('replicaSets', set, current => ({
    ...current,
    spec: { ...specOf(current), replicas },
  }))
  const way = replicas > before ? 'up' : 'down'
  const message = `Scaled ${way} replica set ${nameOf(set)} from ${before} to ${replicas}`
  await cluster.tell(deployment, { reason: 'ScalingReplicaSet', message })
}

async function forgetOld(
  deployment: JsonObject,
  old: readonly JsonObject[],
  cluster: Cluster,
): Promise<void> {
  const keep = numberAt(specOf(deployment), 'revisionHistoryLimit') ?? 10
  const empty = old.filter(set => replicasOf(set) === 0 && (numberAt(statusOf(set), 'replicas') ?? 0) === 0)
  for (const set of empty.slice(0, Math.max(0, empty.length - keep))) await cluster.delete('replicaSets', set)
}
