/** One step of a StatefulSet: missing Pods, then surplus ones, then those of an older template. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError } from '../../status/index.ts'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, specOf } from '../cluster.ts'
import { availableIn, isFinished, phaseOf } from '../pod-state.ts'
import { podRevision, templateOf } from '../revision.ts'
import { ClaimTrouble, ensureClaims, isWaitingForClaims, type Member, ownClaims } from './claims.ts'
import { isItself, named, ordinalOf, ordinalsOf, statefulPod } from './identity.ts'

export interface Plan {
  readonly set: JsonObject
  readonly pods: readonly JsonObject[]
  /** The revision that the Pods below the partition keep. */
  readonly current: JsonObject
  /** The revision of the template as it is now. */
  readonly update: JsonObject
}

const strategyOf = (set: JsonObject) => objectAt(specOf(set), 'updateStrategy')

/** Whether Pods of an older template are replaced without being asked. */
export const isRolling = (set: JsonObject): boolean => textAt(strategyOf(set), 'type') !== 'OnDelete'
const partitionOf = (set: JsonObject) =>
  numberAt(objectAt(strategyOf(set), 'rollingUpdate'), 'partition') ?? 0
const isInOrder = (set: JsonObject) => textAt(specOf(set), 'podManagementPolicy') !== 'Parallel'

/** Where order counts, each Pod waits until the one before it is available. */
export async function step(plan: Plan, cluster: Cluster): Promise<void> {
  const { set, pods } = plan
  const { start, end } = ordinalsOf(set)
  const ordinal = (pod: JsonObject) => ordinalOf(set, pod) ?? -1
  for (let i = start; i < end; i++) {
    const pod = pods.find(each => ordinal(each) === i)
    if (await settle(plan, { set, name: `${nameOf(set)}-${i}`, ordinal: i, pod }, cluster)) return
  }
  const surplus = pods
    .filter(pod => ordinal(pod) < start || ordinal(pod) >= end)
    .sort((a, b) => ordinal(b) - ordinal(a))
  for (const pod of surplus) {
    await ownClaims({ set, name: nameOf(pod), ordinal: ordinal(pod), pod }, cluster)
  }
  if (await dismiss(plan, surplus, cluster)) return
  if (isRolling(set)) await replaceOutdated(plan, cluster)
}

/** Brings one Pod to what it should be. Returns whether the others wait for it. */
async function settle(plan: Plan, member: Member, cluster: Cluster): Promise<boolean> {
  const { set } = plan
  const { pod, ordinal } = member
  if (!pod) {
    if (isWaitingForClaims(member, cluster)) return isInOrder(set)
    await createPod(plan, member, cluster)
    return isInOrder(set)
  }
  if (isFinished(pod)) {
    if (!isGoing(pod)) await deletePod(plan, pod, cluster)
    return isInOrder(set)
  }
  if (phaseOf(pod) === 'Pending') await ensureClaims(member, cluster)
  if (isInOrder(set) && (isGoing(pod) || !isAvailable(set, pod, cluster))) return true
  const isRenamed = !isItself(pod, ordinal)
  if (isRenamed) await cluster.update('pods', pod, current => named(current, ordinal))
  if ((await ownClaims(member, cluster)) || isRenamed) await tell(set, 'Update', pod, cluster)
  return false
}

function isAvailable(set: JsonObject, pod: JsonObject, cluster: Cluster): boolean {
  const seconds = numberAt(specOf(set), 'minReadySeconds') ?? 0
  return phaseOf(pod) === 'Running' && availableIn(pod, seconds, cluster.now) === 0
}

/** Deletes surplus Pods, the last one first. Returns whether what follows waits. */
async function dismiss(plan: Plan, surplus: readonly JsonObject[], cluster: Cluster): Promise<boolean> {
  const { set, pods } = plan
  const first = [...pods]
    .sort((a, b) => (ordinalOf(set, a) ?? 0) - (ordinalOf(set, b) ?? 0))
    .find(pod => !isAvailable(set, pod, cluster))
  for (const pod of surplus) {
    if (isGoing(pod)) {
      if (isInOrder(set)) return true
      continue
    }
    // The first one that is not available does not wait for itself.
    if (isInOrder(set) && !isAvailable(set, pod, cluster) && pod !== first) return true
    await deletePod(plan, pod, cluster)
    if (isInOrder(set)) return true
  }
  return false
}

/** From the last Pod to the first, one by one, down to the partition. */
async function replaceOutdated(plan: Plan, cluster: Cluster): Promise<void> {
  const { set, pods, update } = plan
  const { start, end } = ordinalsOf(set)
  for (let i = end - 1; i >= start + partitionOf(set); i--) {
    const pod = pods.find(each => ordinalOf(set, each) === i)
    if (pod && podRevision(pod) !== nameOf(update) && !isGoing(pod)) {
      await deletePod(plan, pod, cluster)
      return
    }
    if (!pod || isGoing(pod) || !isAvailable(set, pod, cluster)) return
  }
}

async function createPod(plan: Plan, member: Member, cluster: Cluster): Promise<void> {
  const { set, update, current } = plan
  const isKept = isRolling(set) && member.ordinal < ordinalsOf(set).start + partitionOf(set)
  const revision = isKept ? current : update
  const template = templateOf(revision)
  try {
    await ensureClaims(member, cluster)
    const pod = await cluster.create(
      'pods',
      statefulPod(set, member.ordinal, { name: nameOf(revision), template }),
    )
    await ownClaims({ ...member, pod }, cluster)
    await tell(set, 'Create', pod, cluster)
  } catch (error) {
    if (!(error instanceof ClaimTrouble || error instanceof ApiError)) throw error
    const message = `Create Pod ${member.name} in StatefulSet ${nameOf(set)} failed error: ${error.message}`
    await cluster.tell(set, { type: 'Warning', reason: 'FailedCreate', message })
    throw error instanceof ClaimTrouble ? error : new ClaimTrouble(error.message)
  }
}

async function deletePod({ set }: Plan, pod: JsonObject, cluster: Cluster): Promise<void> {
  await cluster.delete('pods', pod)
  await tell(set, 'Delete', pod, cluster)
}

type Verb = 'Create' | 'Update' | 'Delete'

async function tell(set: JsonObject, verb: Verb, pod: JsonObject, cluster: Cluster): Promise<void> {
  const message = `${verb} Pod ${nameOf(pod)} in StatefulSet ${nameOf(set)} successful`
  await cluster.tell(set, { reason: `Successful${verb}`, message })
}
