/** ControllerRevisions: the templates a StatefulSet or DaemonSet has had. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { ApiError } from '../status/index.ts'
import { numberAt, objectAt, textAt } from '../strategy/values/read.ts'
import { claim } from './adoption.ts'
import { type Cluster, nameOf, namespaceOf, ownerReference, specOf, statusOf } from './cluster.ts'
import { templateHash } from './template-hash.ts'

/** The label of Pods that tells of which revision they are. */
export const revisionLabel = 'controller-revision-hash'

export interface Revisions {
  /** Oldest first. */
  readonly all: readonly JsonObject[]
  /** That of the template as it is now. */
  readonly update: JsonObject
  readonly collisionCount: number
}

const numberOf = (revision: JsonObject) => numberAt(revision, 'revision') ?? 0

/** The template that a revision holds. */
export function templateOf(revision: JsonObject): JsonObject {
  const { $patch: _marker, ...template } = objectAt(objectAt(objectAt(revision, 'data'), 'spec'), 'template')
  return template
}

/** The revisions of an owner; makes that of its template if it is new, and makes it the last one if it is not. */
export async function revisionsOf(
  owner: JsonObject,
  hashLabel: string,
  cluster: Cluster,
): Promise<Revisions> {
  const claimed = await claim('revisions', owner, cluster)
  const known = [...claimed].sort((a, b) => numberOf(a) - numberOf(b))
  const template = objectAt(specOf(owner), 'template')
  const collisionCount = numberAt(statusOf(owner), 'collisionCount') ?? 0
  const last = known.at(-1)
  const next = (last ? numberOf(last) : 0) + 1
  const same = known.findLast(each => deepEqual(templateOf(each), template))
  if (!same) return await makeRevision(owner, { hashLabel, next, collisionCount, known }, cluster)
  if (same === last) return { all: known, update: same, collisionCount }
  const update = await cluster.change('revisions', same, now => ({ ...now, revision: next }))
  return { all: [...known.filter(each => each !== same), update], update, collisionCount }
}

interface Plan {
  readonly hashLabel: string
  readonly next: number
  readonly collisionCount: number
  readonly known: readonly JsonObject[]
}

const longestPrefix = 223
const mostTries = 10

async function makeRevision(owner: JsonObject, plan: Plan, cluster: Cluster): Promise<Revisions> {
  const { hashLabel, next, known } = plan
  const template = objectAt(specOf(owner), 'template')
  const annotations = objectAt(objectAt(owner, 'metadata'), 'annotations')
  for (let collisionCount = plan.collisionCount; ; collisionCount++) {
    const hash = templateHash(template, collisionCount)
    const labels = { ...objectAt(objectAt(template, 'metadata'), 'labels'), [hashLabel]: hash }
    try {
      const update = await cluster.create('revisions', {
        metadata: {
          name: `${nameOf(owner).slice(0, longestPrefix)}-${hash}`,
          namespace: namespaceOf(owner),
          labels,
          ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
          ownerReferences: [ownerReference(owner)],
        },
        data: { spec: { template: { ...template, $patch: 'replace' } } },
        revision: next,
      })
      return { all: [...known, update], update, collisionCount }
    } catch (error) {
      // Another template has this hash: the next one is tried.
      const isTaken = error instanceof ApiError && error.reason === 'AlreadyExists'
      if (!isTaken || collisionCount > plan.collisionCount + mostTries) throw error
    }
  }
}

/** Deletes the oldest revisions beyond those that the history keeps, but none that is `live`. */
export async function forgetRevisions(
  owner: JsonObject,
  { all }: Revisions,
  live: (revision: JsonObject) => boolean,
  cluster: Cluster,
): Promise<void> {
  const keep = numberAt(specOf(owner), 'revisionHistoryLimit') ?? 10
  const history = all.filter(revision => !live(revision))
  for (const old of history.slice(0, Math.max(0, history.length - keep)))
    await cluster.delete('revisions', old)
}

/** The revision label of a Pod. */
export function podRevision(pod: JsonObject): string {
  return textAt(objectAt(objectAt(pod, 'metadata'), 'labels'), revisionLabel)
}
