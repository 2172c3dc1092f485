/** PodDisruptionBudgets: how many of the selected Pods may go. @module */
import type { JsonObject } from '@sluice/base/json'
import { scaledCount } from '../../strategy/values/numbers.ts'
import { findObject, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { matchesSelector } from '../../strategy/values/selector.ts'
import {
  type Cluster,
  controllerOf,
  isGoing,
  nameOf,
  namespaceOf,
  specOf,
  statusOf,
  uidOf,
} from '../cluster.ts'
import { keyOf, type Later, type WorkloadController } from '../controller.ts'
import { conditionOf, isReady } from '../pod-state.ts'
import { goSelector } from './metric-failure.ts'
import { findTarget } from './scale-target.ts'

const budgetsBeside = (object: JsonObject, cluster: Cluster) =>
  cluster.list('budgets', namespaceOf(object)).map(keyOf)

export const budgetController: WorkloadController = {
  name: 'controllermanager',
  kind: 'budgets',
  wakes: {
    pods: (pod, cluster) =>
      cluster
        .list('budgets', namespaceOf(pod))
        .filter(budget => selects(budget, pod))
        .map(keyOf),
    deployments: budgetsBeside,
    statefulSets: budgetsBeside,
    replicaSets: budgetsBeside,
    replicationControllers: budgetsBeside,
  },
  reconcile,
}

function selects(budget: JsonObject, pod: JsonObject): boolean {
  const selector = findObject(specOf(budget), 'selector')
  return selector !== undefined && matchesSelector(selector, objectAt(objectAt(pod, 'metadata'), 'labels'))
}

/** Milliseconds that an evicted Pod may take to go. */
const deletionTimeout = 120_000

async function reconcile(budget: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isGoing(budget)) return
  const pods = cluster.list('pods', namespaceOf(budget)).filter(pod => selects(budget, pod))
  const isNews = statusOf(budget)['observedGeneration'] !== objectAt(budget, 'metadata')['generation']
  if (pods.length === 0 && isNews) {
    await cluster.tell(budget, { reason: 'NoPods', message: 'No matching pods found' })
  }
  const wanted = wantedOf(budget, pods, cluster)
  if (wanted.type === 'failed') {
    await failSafe(budget, wanted.why, cluster)
    return
  }
  if (wanted.unmanaged > 0) await tellUnmanaged(budget, cluster)
  await writeStatus(budget, pods, wanted, cluster, later)
}

type Wanted =
  | {
      readonly type: 'known'
      readonly expected: number
      readonly desired: number
      readonly unmanaged: number
    }
  | { readonly type: 'failed'; readonly why: string }

/** Shares are counted of what the owners of the Pods want, numbers of the Pods there are. */
function wantedOf(budget: JsonObject, pods: readonly JsonObject[], cluster: Cluster): Wanted {
  const { minAvailable, maxUnavailable } = specOf(budget)
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') {
    const known = minAvailable !== undefined
    return {
      type: 'known',
      expected: known ? pods.length : 0,
      desired: scaledCount(minAvailable ?? 0, pods.length, true),
      unmanaged: 0,
    }
  }
  const scales = new Map<string, number>()
  let unmanaged = 0
  for (const pod of pods) {
    const owner = controllerOf(pod)
    if (!owner) unmanaged++
    else {
      const scale = scaleOf(owner, pod, cluster)
      if (typeof scale === 'string') return { type: 'failed', why: scale }
      scales.set(scale.uid, scale.replicas)
    }
  }
  const expected = [...scales.values()].reduce((sum, replicas) => sum + replicas, 0)
  const desired =
    maxUnavailable === undefined
      ? scaledCount(minAvailable, expected, true)
      : Math.max(0, expected - scaledCount(maxUnavailable, expected, true))
  return { type: 'known', expected, desired, unmanaged }
}

/** The size that the owner of a Pod wants, or its Deployment; or why it cannot be told. */
function scaleOf(owner: JsonObject, pod: JsonObject, cluster: Cluster) {
  const namespace = namespaceOf(pod)
  const search = (reference: JsonObject) => {
    const text = (field: string) => textAt(reference, field)
    const [apiVersion, kind, name] = [text('apiVersion'), text('kind'), text('name')]
    return findTarget({ apiVersion, kind, name }, namespace, cluster)
  }
  const found = search(owner)
  if (found.type === 'notScalable') return `${found.resource} does not implement the scale subresource`
  if (found.type !== 'found' || uidOf(found.target.object) !== owner['uid']) {
    return `found no controllers for pod "${nameOf(pod)}"`
  }
  const upper = controllerOf(found.target.object)
  const above = owner['kind'] === 'ReplicaSet' && upper?.['kind'] === 'Deployment' ? search(upper) : undefined
  const { object, replicas } = above?.type === 'found' ? above.target : found.target
  return { uid: uidOf(object), replicas }
}

async function tellUnmanaged(budget: JsonObject, cluster: Cluster): Promise<void> {
  const selector = goSelector(findObject(specOf(budget), 'selector'))
  const message = `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`
  await cluster.tell(budget, { type: 'Warning', reason: 'UnmanagedPods', message })
}

async function writeStatus(
  budget: JsonObject,
  pods: readonly JsonObject[],
  { expected, desired }: { readonly expected: number; readonly desired: number },
  cluster: Cluster,
  later: Later,
): Promise<void> {
  const disrupted = disruptedOf(budget, pods, cluster)
  const healthy = pods.filter(pod => isReady(pod) && !isGoing(pod) && !(nameOf(pod) in disrupted)).length
  const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0
  const { generation } = objectAt(budget, 'metadata')
  await cluster.setStatus('budgets', budget, {
    observedGeneration: generation,
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    conditions: allowance(budget, allowed > 0, generation, cluster),
    ...(Object.keys(disrupted).length > 0 ? { disruptedPods: disrupted } : {}),
  })
  if (Object.keys(disrupted).length > 0) later(deletionTimeout)
}

/** Pods that are evicted but still there, for as long as they may take to go. */
function disruptedOf(budget: JsonObject, pods: readonly JsonObject[], cluster: Cluster): JsonObject {
  const staying = new Set(pods.filter(pod => !isGoing(pod)).map(nameOf))
  const entries = Object.entries(objectAt(statusOf(budget), 'disruptedPods')).filter(
    ([name, time]) =>
      staying.has(name) && Date.parse(String(time)) + deletionTimeout >= cluster.now.getTime(),
  )
  return Object.fromEntries(entries)
}

function allowance(
  budget: JsonObject,
  isAllowed: boolean,
  observedGeneration: JsonObject[string],
  cluster: Cluster,
  failure?: string,
): readonly JsonObject[] {
  const before = conditionOf(budget, 'DisruptionAllowed')
  const status = isAllowed ? 'True' : 'False'
  const reason = failure === undefined ? (isAllowed ? 'SufficientPods' : 'InsufficientPods') : 'SyncFailed'
  const condition = {
    type: 'DisruptionAllowed',
    status,
    observedGeneration,
    lastTransitionTime: before?.['status'] === status ? before['lastTransitionTime'] : cluster.timestamp,
    reason,
    message: failure ?? '',
  }
  const others = objectsAt(statusOf(budget), 'conditions').filter(each => each !== before)
  return [...others, condition]
}

/** Nothing may go where it cannot be told how many there should be. */
async function failSafe(budget: JsonObject, why: string, cluster: Cluster): Promise<void> {
  const message = `Failed to calculate the number of expected pods: ${why}`
  const before = statusOf(budget)
  if (conditionOf(budget, 'DisruptionAllowed')?.['message'] === why) return
  await cluster.tell(budget, { type: 'Warning', reason: 'CalculateExpectedPodCountFailed', message })
  const observed = before['observedGeneration']
  const conditions = allowance(budget, false, observed, cluster, why)
  const counts = { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }
  await cluster.setStatus('budgets', budget, { ...counts, ...before, disruptionsAllowed: 0, conditions })
}
