/** The Pods of a Job: as many as it may run now, each with an index where it counts them. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError } from '../../status/index.ts'
import { numberAt, objectAt, objectsAt, textsAt } from '../../strategy/values/read.ts'
import { withoutFinalizer } from '../annotate.ts'
import { type Cluster, isEnding, isGoing, nameOf, specOf } from '../cluster.ts'
import { inDeletionOrder } from '../deletion-order.ts'
import { isFinished, isReady } from '../pod-state.ts'
import { podOf } from '../pod-template.ts'
import { freeIndexes } from './indexes.ts'
import {
  completionsOf,
  failureAnnotations,
  indexAnnotation,
  indexesOf,
  indexOf,
  isIndexed,
  isSuspended,
  type JobView,
  limitsIndexes,
  replacesFailedOnly,
  trackingFinalizer,
} from './view.ts'

/** How many Pods are active, ready and going once Pods were made or deleted. */
export interface Crew {
  readonly active: number
  readonly ready: number
  readonly terminating: number
  /** Why a Pod could not be made. */
  readonly failure?: ApiError
}

/** Makes missing Pods, unless it pauses after a failure, or deletes surplus ones; never both at once. */
export async function staff(view: JobView, cluster: Cluster, isPausing: boolean): Promise<Crew> {
  const { job, active } = view
  const wanted = isSuspended(job) ? 0 : wantedOf(view)
  const surplus = isSuspended(job) ? active : surplusOf(view, Math.max(0, active.length - wanted), cluster)
  if (surplus.length > 0 || isSuspended(job)) {
    // Pods that are not needed any more have not failed: they are not counted.
    for (const pod of surplus) await dropFinalizer(pod, cluster)
    return await dismiss(view, surplus, cluster)
  }
  const replaced = replacesFailedOnly(job) ? view.terminating : 0
  const missing = wanted - active.length - replaced
  const crew = { active: active.length, ready: view.ready, terminating: view.terminating }
  return missing > 0 && !isPausing ? await hire(view, crew, missing, cluster) : crew
}

function wantedOf({ job, active, succeeded }: JobView): number {
  const parallelism = numberAt(specOf(job), 'parallelism') ?? 1
  const completions = completionsOf(job)
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism
  return Math.max(0, Math.min(parallelism, completions - succeeded))
}

/** Pods without an index of their own go first, then those that get done last. */
function surplusOf({ job, active }: JobView, least: number, cluster: Cluster): readonly JsonObject[] {
  const ordered = inDeletionOrder(active, [], cluster.now)
  if (!isIndexed(job)) return ordered.slice(0, least)
  const kept = new Map<number, JsonObject>()
  for (const pod of ordered) {
    const index = indexOf(job, pod)
    if (index !== undefined) kept.set(index, pod)
  }
  const keepers = new Set(kept.values())
  const useless = ordered.filter(pod => !keepers.has(pod))
  const others = ordered.filter(pod => keepers.has(pod))
  return [...useless, ...others.slice(0, Math.max(0, least - useless.length))]
}

/** Deletes active Pods of a Job. */
export async function dismiss(view: JobView, pods: readonly JsonObject[], cluster: Cluster): Promise<Crew> {
  for (const pod of pods) {
    await cluster.delete('pods', pod)
    const message = `Deleted pod: ${nameOf(pod)}`
    await cluster.tell(view.job, { reason: 'SuccessfulDelete', message })
  }
  return {
    active: view.active.length - pods.length,
    ready: view.ready - pods.filter(isReady).length,
    terminating: view.terminating + pods.length,
  }
}

async function hire(view: JobView, crew: Crew, missing: number, cluster: Cluster): Promise<Crew> {
  const { job } = view
  const indexes = isIndexed(job)
    ? freeIndexes(takenIndexes(view), missing, completionsOf(job) ?? 0)
    : undefined
  let active = crew.active
  for (const index of indexes ?? Array.from({ length: missing }, () => undefined)) {
    try {
      const pod = await cluster.create('pods', jobPod(view, index))
      await cluster.tell(job, { reason: 'SuccessfulCreate', message: `Created pod: ${nameOf(pod)}` })
      active++
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (isEnding(error)) return { ...crew, active }
      const message = `Error creating: ${error.message}`
      await cluster.tell(job, { type: 'Warning', reason: 'FailedCreate', message })
      return { ...crew, active, failure: error }
    }
  }
  return { ...crew, active }
}

function takenIndexes({ job, pods, active, succeededIndexes, failedIndexes }: JobView): ReadonlySet<number> {
  const going = replacesFailedOnly(job) ? pods.filter(pod => isGoing(pod) && !isFinished(pod)) : []
  return new Set([...indexesOf(job, [...active, ...going]), ...succeededIndexes, ...(failedIndexes ?? [])])
}

function jobPod({ job, awaiting }: JobView, index: number | undefined): JsonObject {
  const pod = podOf(job)
  const metadata = objectAt(pod, 'metadata')
  const finalizers = textsAt(metadata, 'finalizers')
  const tracked = {
    ...metadata,
    finalizers: finalizers.includes(trackingFinalizer) ? finalizers : [...finalizers, trackingFinalizer],
  }
  if (index === undefined) return { ...pod, metadata: tracked }
  const mark = { [indexAnnotation]: String(index) }
  const failures = limitsIndexes(job) ? failureAnnotations(job, awaiting.get(index)) : {}
  return {
    metadata: {
      ...tracked,
      generateName: indexedName(nameOf(job), index),
      annotations: { ...objectAt(metadata, 'annotations'), ...mark, ...failures },
      labels: { ...objectAt(metadata, 'labels'), ...mark },
    },
    spec: { ...withIndexVariable(objectAt(pod, 'spec')), hostname: `${nameOf(job)}-${index}` },
  }
}

const longestPrefix = 58

function indexedName(job: string, index: number): string {
  const end = `-${index}-`
  return job.slice(0, longestPrefix - end.length) + end
}

const indexVariable = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexAnnotation}']` } },
}

/** Every container learns its index. */
function withIndexVariable(spec: JsonObject): JsonObject {
  const told = (list: string) =>
    objectsAt(spec, list).map(container => {
      const env = objectsAt(container, 'env')
      return env.some(each => each['name'] === indexVariable.name)
        ? container
        : { ...container, env: [...env, indexVariable] }
    })
  return {
    ...spec,
    containers: told('containers'),
    ...(spec['initContainers'] === undefined ? {} : { initContainers: told('initContainers') }),
  }
}

/** Lets a Pod go. */
export async function dropFinalizer(pod: JsonObject, cluster: Cluster): Promise<void> {
  await cluster.update('pods', pod, current => withoutFinalizer(current, trackingFinalizer))
}
