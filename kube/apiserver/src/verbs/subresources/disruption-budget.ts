/** What a PodDisruptionBudget has to say about an eviction. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { ApiError, forbidden } from '../../status/index.ts'
import { listAt, objectAt, stringAt } from '../object.ts'

/** Evictions that the controller has not confirmed above which no more are allowed. */
const mostDisrupted = 2000

/** The text by which Kubernetes refuses a Pod that several budgets select. */
export const tooManyBudgets =
  'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'

function conditionsOf(object: JsonObject): readonly JsonObject[] {
  return listAt(objectAt(object, 'status'), 'conditions').filter(isJsonObject)
}

const count = (object: JsonObject, field: string) => Number(object[field] ?? 0)

/** Whether a Pod may go without the budget being asked: it is not healthy, and the policy gives it up. */
export function isGivenUp(budget: JsonObject, pod: JsonObject): boolean {
  if (conditionsOf(pod).some(each => each['type'] === 'Ready' && each['status'] === 'True')) return false
  const status = objectAt(budget, 'status')
  const [healthy, desired] = [count(status, 'currentHealthy'), count(status, 'desiredHealthy')]
  const policy = stringAt(objectAt(budget, 'spec'), 'unhealthyPodEvictionPolicy')
  return policy === 'AlwaysAllow' || (healthy >= desired && desired > 0)
}

/**
 * The status of a budget once a Pod has been taken from it.
 * @throws ApiError where it does not allow that
 */
export function spent(budget: JsonObject, name: string, pod: string, time: string): JsonObject {
  const status = objectAt(budget, 'status')
  const metadata = objectAt(budget, 'metadata')
  if (count(status, 'observedGeneration') < count(metadata, 'generation')) {
    throw refusal(`The disruption budget ${name} is still being processed by the server.`, 10)
  }
  const allowed = count(status, 'disruptionsAllowed')
  const type = { group: 'policy', plural: 'poddisruptionbudget' }
  if (allowed < 0) throw forbidden(type, name, 'pdb disruptions allowed is negative')
  const disrupted = objectAt(status, 'disruptedPods')
  if (Object.keys(disrupted).length > mostDisrupted) {
    throw forbidden(
      type,
      name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    )
  }
  if (allowed === 0) throw refusal(reasonOf(budget, name))
  return { ...status, disruptionsAllowed: allowed - 1, disruptedPods: { ...disrupted, [pod]: time } }
}

function reasonOf(budget: JsonObject, name: string): string {
  const status = objectAt(budget, 'status')
  const condition = conditionsOf(budget).find(
    each =>
      each['type'] === 'DisruptionAllowed' && each['status'] === 'False' && stringAt(each, 'message') !== '',
  )
  const reason = condition && stringAt(condition, 'reason')
  if (condition && reason === 'SyncFailed') {
    return `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${condition['message']}`
  }
  const [healthy, desired] = [count(status, 'currentHealthy'), count(status, 'desiredHealthy')]
  if (healthy <= desired) {
    return `The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`
  }
  const start = `The disruption budget ${name} does not allow evicting pods currently`
  return condition ? `${start} (${reason}): ${condition['message']}` : start
}

function refusal(message: string, retryAfterSeconds = 0): ApiError {
  return new ApiError({
    code: 429,
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [{ reason: 'DisruptionBudget', message }],
      ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
    },
    ...(retryAfterSeconds > 0 ? { headers: { 'retry-after': String(retryAfterSeconds) } } : {}),
  })
}
