/** When Helm 3 called an object ready (`waitStrategy: legacy`). Kinds without a rule are ready once they are made. @module */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type Cluster, selectorOf } from '@sluice/kube/apply'
import type { KindInfo, KubeObject } from '@sluice/kube/meta'
import type { Target } from './build.ts'

/** What an object is judged by. */
export interface ReadyContext {
  readonly client: Cluster['client']
  /** Whether Jobs have to end. */
  readonly withJobs: boolean
}

/** Whether the object is ready. @throws KubeError if it cannot be read; Error for a Job that failed */
export async function isReadyAsBefore(context: ReadyContext, target: Target): Promise<boolean> {
  const { kind, ref } = target
  const rule = rules[`${ref.group}/${ref.version}/${ref.kind}`]
  if (!rule || (ref.kind === 'Job' && !context.withJobs)) return true
  return rule(await context.client.get(kind, ref.namespace, ref.name), context)
}

type Rule = (object: KubeObject, context: ReadyContext) => boolean | Promise<boolean>

const rules: Readonly<Record<string, Rule | undefined>> = {
  '/v1/Pod': isPodReady,
  'batch/v1/Job': isJobReady,
  'apps/v1/Deployment': isDeploymentReady,
  '/v1/PersistentVolumeClaim': claim => statusOf(claim)['phase'] === 'Bound',
  '/v1/Service': isServiceReady,
  'apps/v1/DaemonSet': isDaemonSetReady,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': isDefinitionReady,
  'apps/v1/StatefulSet': isStatefulSetReady,
  '/v1/ReplicationController': areReplicasReady,
  'apps/v1/ReplicaSet': areReplicasReady,
}

function isPodReady(pod: KubeObject): boolean {
  return hasCondition(pod, 'Ready', 'True')
}

function isJobReady(job: KubeObject): boolean {
  const { backoffLimit, completions } = specOf(job)
  const { failed, succeeded } = statusOf(job)
  if (number(failed) > number(backoffLimit))
    throw new Error(`job is failed: ${job.metadata.namespace}/${job.metadata.name}`)
  return completions === undefined || number(succeeded) >= number(completions)
}

async function isDeploymentReady(deployment: KubeObject, { client }: ReadyContext): Promise<boolean> {
  const spec = specOf(deployment)
  if (spec['paused'] === true) return true
  const newest = await replicaSetOf(deployment, client)
  if (!newest || !isObserved(newest) || !isObserved(deployment)) return false
  const replicas = number(spec['replicas'], 1)
  return number(statusOf(newest)['readyReplicas']) >= replicas - mayMissOf(spec, replicas)
}

const replicaSets: KindInfo = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  namespaced: true,
}
const pods: KindInfo = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }

/** The ReplicaSet of the template as it is now. */
async function replicaSetOf(
  deployment: KubeObject,
  client: Cluster['client'],
): Promise<KubeObject | undefined> {
  const { uid } = deployment.metadata
  const found = await listSelected(deployment, replicaSets, client)
  const owned = found.filter(({ metadata }) =>
    metadata.ownerReferences?.some(owner => owner.controller && owner.uid === uid),
  )
  const template = specOf(deployment)['template']
  return owned.find(replicaSet => deepEqual(withoutHash(specOf(replicaSet)['template']), template))
}

function withoutHash(template: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(template) || !isJsonObject(template['metadata'])) return template
  const { labels, ...metadata } = template['metadata']
  const { 'pod-template-hash': _, ...rest } = isJsonObject(labels) ? labels : {}
  return { ...template, metadata: { ...metadata, labels: rest } }
}

/** How many replicas a rolling update may be short of. */
function mayMissOf(spec: JsonObject, replicas: number): number {
  const strategy = objectOf(spec['strategy'])
  if (strategy['type'] !== 'RollingUpdate' || replicas === 0) return 0
  const { maxSurge, maxUnavailable } = objectOf(strategy['rollingUpdate'])
  const missing = scaled(maxUnavailable, replicas, Math.floor)
  const isStuck = missing === 0 && scaled(maxSurge, replicas, Math.ceil) === 0
  return Math.min(isStuck ? 1 : missing, replicas)
}

/** A number, or so many percent of another. */
function scaled(value: JsonValue | undefined, whole: number, round: (value: number) => number): number {
  if (typeof value !== 'string') return number(value)
  return value.endsWith('%') ? round((Number(value.slice(0, -1)) * whole) / 100) : Number(value)
}

function isServiceReady(service: KubeObject): boolean {
  const { type, clusterIP, externalIPs } = specOf(service)
  if (type === 'ExternalName') return true
  if (!clusterIP) return false
  if (type !== 'LoadBalancer' || (Array.isArray(externalIPs) && externalIPs.length > 0)) return true
  return objectOf(statusOf(service)['loadBalancer'])['ingress'] !== undefined
}

function isDaemonSetReady(daemonSet: KubeObject): boolean {
  if (!isObserved(daemonSet)) return false
  const { type, rollingUpdate } = objectOf(specOf(daemonSet)['updateStrategy'])
  if (type !== 'RollingUpdate') return true
  const { updatedNumberScheduled, desiredNumberScheduled, numberReady } = statusOf(daemonSet)
  const desired = number(desiredNumberScheduled)
  if (number(updatedNumberScheduled) !== desired) return false
  const missing = scaled(objectOf(rollingUpdate)['maxUnavailable'], desired, Math.ceil)
  return number(numberReady) >= desired - missing
}

/** A name that is taken is no reason to wait: it will stay so. */
function isDefinitionReady(definition: KubeObject): boolean {
  return hasCondition(definition, 'Established', 'True') || hasCondition(definition, 'NamesAccepted', 'False')
}

function isStatefulSetReady(set: KubeObject): boolean {
  if (!isObserved(set)) return false
  const spec = specOf(set)
  const { type, rollingUpdate } = objectOf(spec['updateStrategy'])
  if (type !== 'RollingUpdate') return true
  const partition = number(objectOf(rollingUpdate)['partition'])
  const replicas = number(spec['replicas'], 1)
  const { updatedReplicas, readyReplicas, currentRevision, updateRevision } = statusOf(set)
  if (number(updatedReplicas) < replicas - partition || number(readyReplicas) !== replicas) return false
  return partition > 0 || currentRevision === updateRevision
}

async function areReplicasReady(set: KubeObject, { client }: ReadyContext): Promise<boolean> {
  return isObserved(set) && (await listSelected(set, pods, client)).every(isPodReady)
}

/** The objects that the selector of another one selects. */
async function listSelected(
  object: KubeObject,
  kind: KindInfo,
  client: Cluster['client'],
): Promise<readonly KubeObject[]> {
  const { namespace = '' } = object.metadata
  return (
    await client.list(kind, { namespace, labelSelector: selectorOf(object) || plainSelectorOf(object) })
  ).items
}

/** ReplicationControllers have a plain map of labels. */
function plainSelectorOf(object: KubeObject): string {
  return Object.entries(objectOf(specOf(object)['selector']))
    .flatMap(([key, value]) => (typeof value === 'string' ? [`${key}=${value}`] : []))
    .join(',')
}

function isObserved(object: KubeObject): boolean {
  return statusOf(object)['observedGeneration'] === object.metadata.generation
}

function hasCondition(object: KubeObject, type: string, status: string): boolean {
  const { conditions } = statusOf(object)
  return (
    Array.isArray(conditions) &&
    conditions.some(it => isJsonObject(it) && it['type'] === type && it['status'] === status)
  )
}

function specOf(object: KubeObject): JsonObject {
  return objectOf(object['spec'] as JsonValue)
}

function statusOf(object: KubeObject): JsonObject {
  return objectOf(object['status'] as JsonValue)
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function number(value: JsonValue | undefined, otherwise = 0): number {
  return typeof value === 'number' ? value : otherwise
}
