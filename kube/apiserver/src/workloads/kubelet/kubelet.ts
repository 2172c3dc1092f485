/**
 * The part of the kubelet: Pods on nodes start, become ready, end, or fail as their script says.
 *
 * Read this file first: `script.ts` reads what a Pod is to do, `stage.ts` says where it stands, `pod-status.ts` and
 * `container-status.ts` how that shows, `pod-events.ts` what is told.
 * @module
 */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, specOf, statusOf, uidOf } from '../cluster.ts'
import type { Later, WorkloadController } from '../controller.ts'
import { conditionOf, isFinished, phaseOf } from '../pod-state.ts'
import { tellOutcome, tellStop } from './pod-events.ts'
import { podStatus } from './pod-status.ts'
import { isLasting, scriptOf } from './script.ts'
import { type Outcome, stageOf } from './stage.ts'

export const kubelet: WorkloadController = { name: 'kubelet', agent: 'kubelet', kind: 'pods', reconcile: run }

/** How a process ends that SIGTERM ends. */
const interrupted = 143

async function run(pod: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (!textAt(specOf(pod), 'nodeName')) return
  if (isGoing(pod)) {
    await stop(pod, cluster)
    return
  }
  if (isFinished(pod)) return
  const deadline = deadlineLeft(pod, cluster)
  if (deadline !== undefined && deadline <= 0) {
    await giveUp(pod, cluster)
    return
  }
  if (deadline !== undefined) later(deadline)
  const age = cluster.now.getTime() - arrivalOf(pod, cluster)
  const { outcome, next } = stageOf(pod, scriptOf(pod), age)
  if (next !== undefined) later(next - age)
  await show(pod, outcome, cluster)
}

/** Milliseconds until a Pod has been active for longer than it may. */
function deadlineLeft(pod: JsonObject, cluster: Cluster): number | undefined {
  const seconds = specOf(pod)['activeDeadlineSeconds']
  const started = Date.parse(textAt(statusOf(pod), 'startTime'))
  if (typeof seconds !== 'number' || Number.isNaN(started)) return undefined
  return started + seconds * 1000 - cluster.now.getTime()
}

async function giveUp(pod: JsonObject, cluster: Cluster): Promise<void> {
  const message = 'Pod was active on the node longer than the specified deadline'
  const status = podStatus(pod, { type: 'ended', exitCode: interrupted }, cluster.timestamp)
  await cluster.setStatus('pods', pod, { ...status, reason: 'DeadlineExceeded', message })
}

/** A Pod that is told to go ends first: one that lasts ends well, one that was to end by itself is cut short. */
async function stop(pod: JsonObject, cluster: Cluster): Promise<void> {
  if (!isFinished(pod)) {
    const isRunning = phaseOf(pod) === 'Running'
    if (isRunning) await tellStop(pod, cluster)
    const exitCode = isRunning && isLasting(pod) ? 0 : interrupted
    await cluster.setStatus('pods', pod, podStatus(pod, { type: 'ended', exitCode }, cluster.timestamp))
  }
  // What finalizers keep stays as it is.
  if (objectAt(pod, 'metadata')['deletionGracePeriodSeconds'] === 0 && isFinished(pod)) return
  await cluster.delete('pods', pod, { gracePeriodSeconds: 0 })
}

/** When a Pod came to the node, to the millisecond: the condition knows whole seconds only. */
const arrivals = new WeakMap<Cluster, Map<string, number>>()

function arrivalOf(pod: JsonObject, cluster: Cluster): number {
  let known = arrivals.get(cluster)
  if (!known) arrivals.set(cluster, (known = new Map()))
  const before = known.get(uidOf(pod))
  if (before !== undefined) return before
  const scheduled = Date.parse(textAt(conditionOf(pod, 'PodScheduled') ?? {}, 'lastTransitionTime'))
  const now = cluster.now.getTime()
  // After a restart of the server the condition is all there is.
  const arrival = now - scheduled > 2000 ? scheduled : now
  if (known.size > 10_000) known.clear()
  known.set(uidOf(pod), arrival)
  return arrival
}

/** Whether what runs now, or ran into trouble, had been seen running before. */
function hasStarted(pod: JsonObject, outcome: Outcome): boolean {
  if (outcome.type !== 'running') return phaseOf(pod) === 'Running'
  const [container] = objectsAt(statusOf(pod), 'containerStatuses')
  return objectAt(container ?? {}, 'state')['running'] !== undefined
}

async function show(pod: JsonObject, outcome: Outcome, cluster: Cluster): Promise<void> {
  // A Pod that has been shown starting stays so.
  if (outcome.type === 'starting' && (phaseOf(pod) !== 'Pending' || statusOf(pod)['startTime'])) return
  const status = podStatus(pod, outcome, cluster.timestamp)
  if (deepEqual(status, statusOf(pod))) return
  await cluster.setStatus('pods', pod, status)
  await tellOutcome(pod, outcome, hasStarted(pod, outcome), cluster)
}
