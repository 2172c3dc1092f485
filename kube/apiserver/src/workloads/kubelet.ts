/** The part of the kubelet: Pods on the node start, become ready, end, or fail as their script says. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf } from './cluster.ts'
import { withCondition } from './conditions.ts'
import { containerStatuses, type Outcome } from './container-status.ts'
import type { Later, WorkloadController } from './controller.ts'
import { nodeAddress } from './node.ts'
import { podAddress } from './pod-address.ts'
import { conditionOf, isFinished, phaseOf } from './pod-state.ts'
import { isLasting, type Script, scriptOf } from './script.ts'

export const kubelet: WorkloadController = { name: 'kubelet', agent: 'kubelet', kind: 'pods', reconcile: run }

async function run(pod: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (!textAt(specOf(pod), 'nodeName')) return
  if (isGoing(pod)) {
    await stop(pod, cluster)
    return
  }
  if (isFinished(pod)) return
  const script = scriptOf(pod)
  const age = cluster.now.getTime() - arrivalOf(pod, cluster)
  const { outcome, next } = stageOf(pod, script, age)
  if (next !== undefined) later(next - age)
  if (outcome) await show(pod, outcome, script, cluster)
}

/** A Pod that is told to go ends first: one that lasts ends well, one that was to end by itself is cut short. */
async function stop(pod: JsonObject, cluster: Cluster): Promise<void> {
  if (!isFinished(pod)) {
    if (phaseOf(pod) === 'Running') await tellStop(pod, cluster)
    const exitCode = isLasting(pod) ? 0 : interrupted
    const isRunning = phaseOf(pod) === 'Running'
    await cluster.setStatus(
      'pods',
      pod,
      podStatus(pod, { type: 'ended', exitCode: isRunning ? exitCode : interrupted }, cluster),
    )
  }
  // What finalizers keep stays as it is.
  if (objectAt(pod, 'metadata')['deletionGracePeriodSeconds'] === 0 && isFinished(pod)) return
  await cluster.delete('pods', pod, { gracePeriodSeconds: 0 })
}

/** How a process ends that SIGTERM ends. */
const interrupted = 143

async function tellStop(pod: JsonObject, cluster: Cluster): Promise<void> {
  for (const container of objectsAt(specOf(pod), 'containers')) {
    const name = textAt(container, 'name')
    const fieldPath = `spec.containers{${name}}`
    await cluster.tell(pod, { reason: 'Killing', message: `Stopping container ${name}`, fieldPath })
  }
}

/** When a Pod came to the node, to the millisecond: the condition knows whole seconds only. */
const arrivals = new WeakMap<Cluster, Map<string, number>>()

function arrivalOf(pod: JsonObject, cluster: Cluster): number {
  let known = arrivals.get(cluster)
  if (!known) arrivals.set(cluster, (known = new Map()))
  const uid = textAt(objectAt(pod, 'metadata'), 'uid')
  const before = known.get(uid)
  if (before !== undefined) return before
  const scheduled = Date.parse(textAt(conditionOf(pod, 'PodScheduled') ?? {}, 'lastTransitionTime'))
  const now = cluster.now.getTime()
  // After a restart of the server the condition is all there is.
  const arrival = now - scheduled > 2000 ? scheduled : now
  if (known.size > 10_000) known.clear()
  known.set(uid, arrival)
  return arrival
}

interface Stage {
  /** What to show; undefined leaves what is shown. */
  readonly outcome: Outcome | undefined
  /** Age in milliseconds at which the next stage begins. */
  readonly next?: number
}

/** Where a Pod stands that came to the node `age` milliseconds ago. */
function stageOf(pod: JsonObject, script: Script, age: number): Stage {
  const { readyAfter, runFor } = script
  if (age < readyAfter) return { outcome: startingOutcome(pod), next: readyAfter }
  const ends = !isLasting(pod) && script.failure === undefined
  if (ends && age < readyAfter + runFor) {
    return { outcome: { type: 'running', ready: true }, next: readyAfter + runFor }
  }
  return { outcome: outcomeOf(pod, script) }
}

/** A Pod that has been shown starting stays so. */
function startingOutcome(pod: JsonObject): Outcome | undefined {
  return phaseOf(pod) === 'Pending' && !textAt(statusOf(pod), 'startTime') ? { type: 'starting' } : undefined
}

function outcomeOf(pod: JsonObject, script: Script): Outcome | undefined {
  if (script.failure === 'NotReady') return { type: 'running', ready: false }
  if (script.failure !== undefined && script.failure !== 'Unschedulable') {
    return { type: 'waiting', reason: script.failure }
  }
  if (!isLasting(pod)) return { type: 'ended', exitCode: script.exitCode }
  return { type: 'running', ready: true }
}

async function show(pod: JsonObject, outcome: Outcome, script: Script, cluster: Cluster): Promise<void> {
  const status = podStatus(pod, outcome, cluster)
  if (JSON.stringify(status) === JSON.stringify(statusOf(pod))) return
  const wasRunning = phaseOf(pod) === 'Running'
  await cluster.setStatus('pods', pod, status)
  await tellOf(pod, outcome, script, wasRunning, cluster)
}

const phases = { starting: 'Pending', waiting: 'Pending', running: 'Running' } as const

function podStatus(pod: JsonObject, outcome: Outcome, cluster: Cluster): JsonObject {
  const time = cluster.timestamp
  const before = statusOf(pod)
  const ended = outcome.type === 'ended'
  const crashes =
    outcome.type === 'waiting' && (outcome.reason === 'CrashLoopBackOff' || outcome.reason === 'OOMKilled')
  const phase = ended
    ? outcome.exitCode === 0
      ? 'Succeeded'
      : 'Failed'
    : crashes
      ? 'Running'
      : phases[outcome.type]
  const ready = outcome.type === 'running' && outcome.ready
  const why = ended
    ? { reason: outcome.exitCode === 0 ? 'PodCompleted' : 'PodFailed' }
    : ready
      ? {}
      : { reason: 'ContainersNotReady', message: notReadyMessage(pod) }
  const flag = (type: string, value: boolean, more: object = {}) => ({
    type,
    status: value ? ('True' as const) : ('False' as const),
    ...more,
  })
  let conditions = objectsAt(before, 'conditions')
  const set = (state: Parameters<typeof withCondition>[1]) => {
    conditions = withCondition({ conditions }, state, time, 'lastProbeTime')
  }
  set(flag('PodReadyToStartContainers', !ended))
  set(flag('Initialized', true, ended ? why : {}))
  set(flag('Ready', ready, why))
  set(flag('ContainersReady', ready, why))
  const address = textAt(before, 'podIP') || podAddress(textAt(objectAt(pod, 'metadata'), 'uid'))
  return {
    ...before,
    phase,
    conditions,
    hostIP: nodeAddress,
    hostIPs: [{ ip: nodeAddress }],
    ...(outcome.type === 'running' || ended || crashes ? { podIP: address, podIPs: [{ ip: address }] } : {}),
    startTime: before['startTime'] ?? time,
    ...containerStatuses(pod, outcome, time),
  }
}

function notReadyMessage(pod: JsonObject): string {
  const names = objectsAt(specOf(pod), 'containers').map(container => textAt(container, 'name'))
  return `containers with unready status: [${names.join(' ')}]`
}

async function tellOf(
  pod: JsonObject,
  outcome: Outcome,
  script: Script,
  wasRunning: boolean,
  cluster: Cluster,
): Promise<void> {
  const container = objectsAt(specOf(pod), 'containers')[0] ?? {}
  const [name, image] = [textAt(container, 'name'), textAt(container, 'image')]
  if (outcome.type === 'running' && !wasRunning) {
    await cluster.tell(pod, {
      reason: 'Pulled',
      message: `Container image "${image}" already present on machine`,
    })
    await cluster.tell(pod, { reason: 'Created', message: `Created container: ${name}` })
    await cluster.tell(pod, { reason: 'Started', message: `Started container ${name}` })
  }
  if (outcome.type !== 'waiting') return
  const where = `${name}_${nameOf(pod)}_${namespaceOf(pod)}`
  const messages: Readonly<Record<string, readonly [string, string]>> = {
    ImagePullBackOff: ['BackOff', `Back-off pulling image "${image}"`],
    ErrImagePull: ['Failed', `Failed to pull image "${image}": not found`],
    CrashLoopBackOff: ['BackOff', `Back-off restarting failed container ${name} in pod ${where}`],
    OOMKilled: ['BackOff', `Back-off restarting failed container ${name} in pod ${where}`],
  }
  const [reason, message] = messages[outcome.reason] ?? [
    'Failed',
    `Error: ${script.failure ?? outcome.reason}`,
  ]
  await cluster.tell(pod, { type: 'Warning', reason, message })
}
