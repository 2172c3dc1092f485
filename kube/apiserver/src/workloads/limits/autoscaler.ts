/** HorizontalPodAutoscalers: there are no metrics here, so they keep their target within its bounds. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { numberAt, objectsAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf } from '../cluster.ts'
import { type ConditionState, withCondition, withoutCondition } from '../conditions.ts'
import { keyOf, type Wake, type WorkloadController } from '../controller.ts'
import type { Happening } from '../events.ts'
import { failureOf } from './metric-failure.ts'
import { findTarget, resized, type ScaleTarget, type Search, targetReference } from './scale-target.ts'

const wakeFor =
  (kind: string): Wake =>
  (object, cluster) =>
    cluster
      .list('autoscalers', namespaceOf(object))
      .filter(each => {
        const target = targetReference(each)
        return target.kind === kind && target.name === nameOf(object)
      })
      .map(keyOf)

export const autoscalerController: WorkloadController = {
  name: 'horizontal-pod-autoscaler',
  kind: 'autoscalers',
  wakes: {
    deployments: wakeFor('Deployment'),
    statefulSets: wakeFor('StatefulSet'),
    replicaSets: wakeFor('ReplicaSet'),
    replicationControllers: wakeFor('ReplicationController'),
  },
  reconcile,
}

/** A status, and what is told where it is another one than before. */
interface Result {
  readonly status: JsonObject
  readonly told: readonly Happening[]
}

async function reconcile(autoscaler: JsonObject, cluster: Cluster): Promise<void> {
  if (isGoing(autoscaler)) return
  const search = findTarget(targetReference(autoscaler), namespaceOf(autoscaler), cluster)
  const result =
    search.type === 'found'
      ? await keepWithin(autoscaler, search.target, cluster)
      : withoutTarget(autoscaler, search, cluster)
  if (deepEqual(result.status, statusOf(autoscaler))) return
  await cluster.setStatus('autoscalers', autoscaler, result.status)
  for (const happening of result.told) await cluster.tell(autoscaler, happening)
}

function withoutTarget(autoscaler: JsonObject, search: Search, cluster: Cluster): Result {
  const why = failureText(autoscaler, search)
  const reason = 'FailedGetScale'
  const message = `the HPA controller was unable to get the target's current scale: ${why}`
  const before = statusOf(autoscaler)
  const conditions = withCondition(
    before,
    { type: 'AbleToScale', status: 'False', reason, message },
    cluster.timestamp,
  )
  const { currentMetrics = null, desiredReplicas = 0 } = before
  return {
    status: { ...before, currentMetrics, desiredReplicas, conditions },
    told: [{ type: 'Warning', reason, message: why }],
  }
}

function failureText(autoscaler: JsonObject, search: Search): string {
  const { apiVersion, kind, name } = targetReference(autoscaler)
  if (search.type === 'missing') return `${search.resource} "${name}" not found`
  if (search.type === 'notScalable') return 'the server could not find the requested resource'
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : ''
  return `no matches for kind "${kind}" in group "${group}"`
}

async function keepWithin(autoscaler: JsonObject, target: ScaleTarget, cluster: Cluster): Promise<Result> {
  const { replicas } = target
  const least = numberAt(specOf(autoscaler), 'minReplicas') ?? 1
  const most = numberAt(specOf(autoscaler), 'maxReplicas') ?? 1
  if (replicas === 0 && least !== 0) return disabled(autoscaler, cluster)
  if (replicas > most) {
    return await rescale(autoscaler, target, { size: most, why: 'above Spec.MaxReplicas' }, cluster)
  }
  if (replicas < least) {
    return await rescale(autoscaler, target, { size: least, why: 'below Spec.MinReplicas' }, cluster)
  }
  return withoutMetrics(autoscaler, replicas, cluster)
}

const gotScale: ConditionState = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'SucceededGetScale',
  message: "the HPA controller was able to get the target's current scale",
}

function disabled(autoscaler: JsonObject, cluster: Cluster): Result {
  const inactive: ConditionState = {
    type: 'ScalingActive',
    status: 'False',
    reason: 'ScalingDisabled',
    message: 'scaling is disabled since the replica count of the target is zero',
  }
  const { currentReplicas: _gone, ...before } = statusOf(autoscaler)
  const conditions = conditionsOf(before, [gotScale, inactive], cluster)
  return { status: { ...before, desiredReplicas: 0, currentMetrics: null, conditions }, told: [] }
}

function conditionsOf(
  status: JsonObject,
  states: readonly ConditionState[],
  cluster: Cluster,
): readonly JsonObject[] {
  return states.reduce<readonly JsonObject[]>(
    (conditions, state) => withCondition({ conditions }, state, cluster.timestamp),
    withoutCondition(status, ''),
  )
}

async function rescale(
  autoscaler: JsonObject,
  target: ScaleTarget,
  { size, why }: { readonly size: number; readonly why: string },
  cluster: Cluster,
): Promise<Result> {
  await cluster.changeAny(target.type, target.object, current => resized(target, current, size), 'scale')
  const done: ConditionState = {
    type: 'AbleToScale',
    status: 'True',
    reason: 'SucceededRescale',
    message: `the HPA controller was able to update the target scale to ${size}`,
  }
  const before = statusOf(autoscaler)
  const message = `New size: ${size}; reason: Current number of replicas ${why}`
  return {
    status: {
      ...before,
      lastScaleTime: cluster.timestamp,
      currentReplicas: target.replicas,
      desiredReplicas: size,
      currentMetrics: null,
      conditions: conditionsOf(before, [done], cluster),
    },
    told: [{ reason: 'SuccessfulRescale', message }],
  }
}

/** The size stays, since nothing can be measured. The first metric says why. */
function withoutMetrics(autoscaler: JsonObject, replicas: number, cluster: Cluster): Result {
  const failures = objectsAt(specOf(autoscaler), 'metrics').map(metric =>
    failureOf(metric, namespaceOf(autoscaler)),
  )
  const [first] = failures
  if (!first) return { status: statusOf(autoscaler), told: [] }
  const { reason, summary } = first
  const inactive: ConditionState = {
    type: 'ScalingActive',
    status: 'False',
    reason,
    message: `the HPA was unable to compute the replica count: ${first.message}`,
  }
  const before = statusOf(autoscaler)
  const all = `invalid metrics (${failures.length} invalid out of ${failures.length}), first error is: ${summary}`
  return {
    status: {
      ...before,
      currentReplicas: replicas,
      desiredReplicas: before['desiredReplicas'] ?? 0,
      currentMetrics: failures.map(() => ({ type: '' })),
      conditions: conditionsOf(before, [gotScale, inactive], cluster),
    },
    told: [
      ...failures.map(each => ({ type: 'Warning', reason: each.reason, message: each.message }) as const),
      { type: 'Warning', reason: 'FailedComputeMetricsReplicas', message: all },
    ],
  }
}
