/** The ReplicaSets of a Deployment: that of its template, and those of templates it had. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { ApiError } from '../../status/index.ts'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { withAnnotation } from '../annotate.ts'
import {
  type Cluster,
  controllerOf,
  isEnding,
  nameOf,
  namespaceOf,
  ownerReference,
  specOf,
  statusOf,
} from '../cluster.ts'
import type { ConditionState } from '../conditions.ts'
import { byCreation } from '../order.ts'
import { conditionOf } from '../pod-state.ts'
import { labelled, templateHash, unlabelled } from '../template-hash.ts'
import { carriedAnnotations, newRevision, revisionAnnotation, revisionOf } from './annotations.ts'
import { hasDeadline, withDeploymentCondition } from './progress.ts'
import {
  annotationsOf,
  leewayOf,
  mostAnnotation,
  replicasOf,
  sumOf,
  wantedAnnotation,
  wantedOf,
} from './sizes.ts'

export interface Sets {
  readonly deployment: JsonObject
  readonly current: JsonObject | undefined
  /** The others, oldest first. */
  readonly old: readonly JsonObject[]
}

/** All ReplicaSets, the current one last. */
export const allOf = ({ current, old }: Sets): readonly JsonObject[] => (current ? [...old, current] : old)

const hashLabel = 'pod-template-hash'
const templateOf = (object: JsonObject) => unlabelled(objectAt(specOf(object), 'template'), hashLabel)

/** Finds the ReplicaSet of the template, or makes it, and brings its number and annotations up to date. */
export async function currentSet(
  deployment: JsonObject,
  owned: readonly JsonObject[],
  { creates }: { readonly creates: boolean },
  cluster: Cluster,
): Promise<Sets> {
  const sorted = [...owned].sort(byCreation)
  const template = templateOf(deployment)
  const found = sorted.find(set => deepEqual(templateOf(set), template))
  const old = sorted.filter(set => set !== found)
  const revision = Math.max(0, ...old.map(revisionOf)) + 1
  if (found) return await keepSet({ deployment, current: found, old }, revision, cluster)
  if (!creates) return { deployment, current: undefined, old }
  return await makeSet({ deployment, current: undefined, old }, revision, cluster)
}

async function keepSet(
  sets: Sets & { readonly current: JsonObject },
  revision: number,
  cluster: Cluster,
): Promise<Sets> {
  const { deployment, current: set } = sets
  const annotations = { ...carriedAnnotations(deployment, set), ...newRevision(set, revision) }
  const { minReadySeconds } = specOf(deployment)
  const isSame =
    deepEqual(annotations, annotationsOf(set)) &&
    (numberAt(specOf(set), 'minReadySeconds') ?? 0) === (minReadySeconds ?? 0)
  if (!isSame) {
    const current = await cluster.change('replicaSets', set, now => ({
      ...now,
      metadata: { ...objectAt(now, 'metadata'), annotations },
      spec: { ...specOf(now), minReadySeconds },
    }))
    return { ...sets, current }
  }
  const isNew = hasDeadline(deployment) && !conditionOf(deployment, 'Progressing')
  const condition: ConditionState | undefined = isNew
    ? {
        type: 'Progressing',
        status: 'True',
        reason: 'FoundNewReplicaSet',
        message: `Found new replica set "${nameOf(set)}"`,
      }
    : undefined
  const noted = await note(
    deployment,
    { revision: textAt(annotations, revisionAnnotation), condition },
    cluster,
  )
  return { ...sets, deployment: noted }
}

interface Note {
  readonly revision?: string
  readonly condition?: ConditionState | undefined
  readonly collisionCount?: number
}

/** Writes what a Deployment is to remember of its current ReplicaSet. */
async function note(deployment: JsonObject, { revision, condition, collisionCount }: Note, cluster: Cluster) {
  const known = textAt(annotationsOf(deployment), revisionAnnotation)
  const isKnown = revision === undefined || revision === known
  if (isKnown && !condition && collisionCount === undefined) return deployment
  return await cluster.change(
    'deployments',
    deployment,
    current => ({
      ...current,
      ...(isKnown ? {} : withAnnotation(current, revisionAnnotation, revision)),
      status: {
        ...statusOf(current),
        ...(condition
          ? { conditions: withDeploymentCondition(statusOf(current), condition, cluster.timestamp) }
          : {}),
        ...(collisionCount === undefined ? {} : { collisionCount }),
      },
    }),
    'status',
  )
}

async function makeSet(sets: Sets, revision: number, cluster: Cluster): Promise<Sets> {
  const { deployment, old } = sets
  const body = newSetOf(sets, revision)
  const made = await createSet(deployment, body, cluster)
  if (made.isNew && replicasOf(body) > 0) {
    const message = `Scaled up replica set ${nameOf(body)} from 0 to ${replicasOf(body)}`
    await cluster.tell(deployment, { reason: 'ScalingReplicaSet', message })
  }
  const condition: ConditionState | undefined =
    made.isNew && hasDeadline(deployment)
      ? {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetCreated',
          message: `Created new replica set "${nameOf(body)}"`,
        }
      : undefined
  const noted = await note(deployment, { revision: String(revision), condition }, cluster)
  return { deployment: noted, current: made.set, old }
}

/** As large as the strategy allows beside the old ones. */
function newSetOf({ deployment, old }: Sets, revision: number): JsonObject {
  const spec = specOf(deployment)
  const template = objectAt(spec, 'template')
  const hash = templateHash(template, numberAt(statusOf(deployment), 'collisionCount'))
  const selector = objectAt(spec, 'selector')
  const [wanted, { surge }] = [wantedOf(deployment), leewayOf(deployment)]
  const room = wanted + surge - sumOf(old, replicasOf)
  const isRolling = objectAt(spec, 'strategy')['type'] === 'RollingUpdate'
  return {
    metadata: {
      name: `${nameOf(deployment)}-${hash}`,
      namespace: namespaceOf(deployment),
      labels: { ...objectAt(objectAt(template, 'metadata'), 'labels'), [hashLabel]: hash },
      annotations: {
        ...carriedAnnotations(deployment, {}),
        [revisionAnnotation]: String(revision),
        [wantedAnnotation]: String(wanted),
        [mostAnnotation]: String(wanted + surge),
      },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: isRolling ? Math.max(0, Math.min(wanted, room)) : wanted,
      minReadySeconds: spec['minReadySeconds'],
      selector: { ...selector, matchLabels: { ...objectAt(selector, 'matchLabels'), [hashLabel]: hash } },
      template: labelled(template, { [hashLabel]: hash }),
    },
  }
}

/** The ReplicaSet that was made, or found under its name. Another template under the name changes the next hash. */
async function createSet(deployment: JsonObject, body: JsonObject, cluster: Cluster) {
  try {
    return { set: await cluster.create('replicaSets', body), isNew: true }
  } catch (error) {
    if (!(error instanceof ApiError) || isEnding(error)) throw error
    if (error.reason === 'AlreadyExists') {
      const set = cluster.find('replicaSets', namespaceOf(body), nameOf(body))
      const isOwn = set && controllerOf(set)?.['uid'] === objectAt(deployment, 'metadata')['uid']
      if (set && isOwn && deepEqual(templateOf(set), templateOf(deployment))) return { set, isNew: false }
      const collisionCount = (numberAt(statusOf(deployment), 'collisionCount') ?? 0) + 1
      await note(deployment, { collisionCount }, cluster)
    } else await noteFailure(deployment, nameOf(body), error, cluster)
    throw error
  }
}

async function noteFailure(
  deployment: JsonObject,
  name: string,
  error: ApiError,
  cluster: Cluster,
): Promise<void> {
  const reason = 'ReplicaSetCreateError'
  const message = `Failed to create new replica set "${name}": ${error.message}`
  const condition: ConditionState = { type: 'Progressing', status: 'False', reason, message }
  if (hasDeadline(deployment)) await note(deployment, { condition }, cluster)
  await cluster.tell(deployment, { type: 'Warning', reason, message })
}
