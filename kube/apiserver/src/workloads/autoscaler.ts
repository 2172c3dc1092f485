/** HorizontalPodAutoscalers: there are no metrics here, so they watch their target and leave it as it is. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, textAt } from '../strategy/values/read.ts'
import { type Cluster, isGoing, type KindName, nameOf, namespaceOf, specOf, statusOf } from './cluster.ts'
import { withCondition } from './conditions.ts'
import { keyOf, type WorkloadController } from './controller.ts'

const targets: Readonly<Record<string, KindName>> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulSets',
  ReplicaSet: 'replicaSets',
}

const wakeFor = (kind: string) => (object: JsonObject, cluster: Cluster) =>
  cluster
    .list('autoscalers', namespaceOf(object))
    .filter(each => {
      const target = objectAt(specOf(each), 'scaleTargetRef')
      return target['kind'] === kind && target['name'] === nameOf(object)
    })
    .map(keyOf)

export const autoscalerController: WorkloadController = {
  name: 'horizontal-pod-autoscaler',
  kind: 'autoscalers',
  wakes: { deployments: wakeFor('Deployment'), statefulSets: wakeFor('StatefulSet') },
  reconcile,
}

async function reconcile(autoscaler: JsonObject, cluster: Cluster): Promise<void> {
  if (isGoing(autoscaler)) return
  const target = objectAt(specOf(autoscaler), 'scaleTargetRef')
  const kind = targets[textAt(target, 'kind')]
  const scaled = kind && cluster.find(kind, namespaceOf(autoscaler), textAt(target, 'name'))
  const before = statusOf(autoscaler)
  if (!scaled) {
    const message = `the HPA controller was unable to get the target's current scale: ${textAt(target, 'kind')} "${textAt(target, 'name')}" not found`
    const conditions = withCondition(
      before,
      { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message },
      cluster.timestamp,
    )
    await cluster.setStatus('autoscalers', autoscaler, { ...before, conditions })
    return
  }
  const replicas = numberAt(specOf(scaled), 'replicas') ?? 1
  const able = {
    type: 'AbleToScale',
    status: 'True',
    reason: 'ReadyForNewScale',
    message: 'recommended size matches current size',
  } as const
  const active = {
    type: 'ScalingActive',
    status: 'True',
    reason: 'ValidMetricFound',
    message: 'the HPA was able to successfully calculate a replica count',
  } as const
  const limited = {
    type: 'ScalingLimited',
    status: 'False',
    reason: 'DesiredWithinRange',
    message: 'the desired count is within the acceptable range',
  } as const
  let conditions = withCondition(before, able, cluster.timestamp)
  for (const condition of [active, limited])
    conditions = withCondition({ conditions }, condition, cluster.timestamp)
  await cluster.setStatus('autoscalers', autoscaler, {
    currentReplicas: replicas,
    desiredReplicas: replicas,
    currentMetrics: null,
    conditions,
  })
}
