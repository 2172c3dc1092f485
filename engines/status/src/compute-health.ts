import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { conditionsOf, intAt, textAt, valueAt } from './fields.ts'
import { current, failed, inProgress } from './health.ts'
import { alwaysReady } from './kinds/always-ready.ts'
import { customResourceDefinitionHealth } from './kinds/custom-resource-definition.ts'
import { daemonSetHealth } from './kinds/daemon-set.ts'
import { deploymentHealth } from './kinds/deployment.ts'
import { jobHealth } from './kinds/job.ts'
import { persistentVolumeClaimHealth } from './kinds/persistent-volume-claim.ts'
import { podHealth } from './kinds/pod.ts'
import { podDisruptionBudgetHealth } from './kinds/pod-disruption-budget.ts'
import { replicaSetHealth } from './kinds/replica-set.ts'
import { serviceHealth } from './kinds/service.ts'
import { statefulSetHealth } from './kinds/stateful-set.ts'

/** What a rule may ask besides the object. */
export interface HealthContext {
  /** Milliseconds since the epoch. */
  readonly now: number
}

type Rule = (object: JsonObject, context: HealthContext) => Health

/** Rules of kinds whose status means something of its own, by `<group>/<Kind>`. */
const rules: Readonly<Record<string, Rule>> = {
  '/Service': serviceHealth,
  '/Pod': podHealth,
  '/Secret': alwaysReady,
  '/ConfigMap': alwaysReady,
  '/PersistentVolumeClaim': persistentVolumeClaimHealth,
  'apps/StatefulSet': statefulSetHealth,
  'apps/DaemonSet': daemonSetHealth,
  'apps/Deployment': deploymentHealth,
  'apps/ReplicaSet': replicaSetHealth,
  'policy/PodDisruptionBudget': podDisruptionBudgetHealth,
  'batch/CronJob': alwaysReady,
  'apiextensions.k8s.io/CustomResourceDefinition': customResourceDefinitionHealth,
}

/**
 * Judges an object by its status: first by what all objects have in common, then by its kind's rule, then by a Ready
 * condition; an object that says nothing of itself is current.
 */
export function computeHealth(object: JsonObject, context: HealthContext): Health {
  const kind = groupKindOf(object)
  // A Job is judged as the Flux controllers do it: it is current when it has ended, not when it has begun.
  if (kind === 'batch/Job') return jobHealth(object)
  const common = commonHealth(object)
  if (common) return common
  const rule = rules[kind]
  return rule ? rule(object, context) : (readyCondition(object) ?? current('Resource is current'))
}

/** Judges a controller of pods that is in progress by its pods: failed ones will not get well by themselves. */
export function healthWithPods(own: Health, pods: readonly Health[]): Health {
  if (own.status !== 'InProgress') return own
  const broken = pods.filter(pod => pod.status === 'Failed').length
  return broken > 0 ? failed(`${broken} pods have failed`) : own
}

function groupKindOf(object: JsonObject): string {
  const apiVersion = textAt(object, '', 'apiVersion')
  const slash = apiVersion.indexOf('/')
  return `${slash < 0 ? '' : apiVersion.slice(0, slash)}/${textAt(object, '', 'kind')}`
}

/** Deletion, a generation not yet observed, and the standard conditions Reconciling and Stalled. */
function commonHealth(object: JsonObject): Health | undefined {
  if (textAt(object, '', 'metadata', 'deletionTimestamp')) {
    return { status: 'Terminating', message: 'Resource scheduled for deletion' }
  }
  const generation = intAt(object, -1, 'metadata', 'generation')
  const observed = valueAt(object, 'status', 'observedGeneration')
  if (generation >= 0 && typeof observed === 'number' && observed !== generation) {
    const kind = textAt(object, '', 'kind')
    return inProgress(`${kind} generation is ${generation}, but latest observed generation is ${observed}`)
  }
  for (const { type, status, message } of conditionsOf(object)) {
    if (type === 'Reconciling' && status === 'True') return inProgress(message)
    if (type === 'Stalled' && status === 'True') return failed(message)
  }
  return undefined
}

function readyCondition(object: JsonObject): Health | undefined {
  const ready = conditionsOf(object).find(condition => condition.type === 'Ready')
  if (ready?.status === 'True') return current('Resource is Ready')
  return ready?.status === 'False' || ready?.status === 'Unknown' ? inProgress(ready.message) : undefined
}
