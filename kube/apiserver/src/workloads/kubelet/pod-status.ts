/** The status of a Pod, as the kubelet reports it. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { specOf, statusOf, uidOf } from '../cluster.ts'
import { nodeAddress } from '../nodes/node.ts'
import { conditionOf } from '../pod-state.ts'
import { containerStatuses } from './container-status.ts'
import { podAddress } from './pod-address.ts'
import type { Outcome } from './stage.ts'

/** The status that shows how a Pod fares. */
export function podStatus(pod: JsonObject, outcome: Outcome, time: string): JsonObject {
  const before = statusOf(pod)
  const address = textAt(before, 'podIP') || podAddress(uidOf(pod))
  const hasAddress = outcome.type !== 'starting' && outcome.type !== 'waiting'
  return {
    ...before,
    observedGeneration: objectAt(pod, 'metadata')['generation'],
    phase: phaseFor(outcome),
    conditions: conditionsFor(pod, outcome, time),
    hostIP: nodeAddress,
    hostIPs: [{ ip: nodeAddress }],
    ...(hasAddress ? { podIP: address, podIPs: [{ ip: address }] } : {}),
    startTime: before['startTime'] ?? time,
    ...containerStatuses(pod, outcome, time),
  }
}

function phaseFor(outcome: Outcome): string {
  if (outcome.type === 'ended') return outcome.exitCode === 0 ? 'Succeeded' : 'Failed'
  return outcome.type === 'running' || outcome.type === 'crashed' ? 'Running' : 'Pending'
}

const own = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']

interface Flag {
  readonly value: boolean
  readonly reason?: string
  readonly message?: string
}

function conditionsFor(pod: JsonObject, outcome: Outcome, time: string): readonly JsonObject[] {
  const ended = outcome.type === 'ended' ? outcome.exitCode : undefined
  const isReady = outcome.type === 'running' && outcome.ready
  const unready: Flag =
    ended === undefined
      ? { value: false, reason: 'ContainersNotReady', message: unreadyMessage(pod) }
      : { value: false, reason: ended === 0 ? 'PodCompleted' : 'PodFailed' }
  const ready: Flag = isReady ? { value: true } : unready
  const flags: readonly Flag[] = [
    { value: ended === undefined && outcome.type !== 'starting' },
    initialized(pod, outcome),
    isReady && !gatesOpen(pod)
      ? { value: false, reason: 'ReadinessGatesNotReady', message: gateMessage(pod) }
      : ready,
    ready,
    { value: true },
  ]
  const others = objectsAt(statusOf(pod), 'conditions').filter(each => !own.includes(textAt(each, 'type')))
  return [...flags.map((flag, i) => conditionFor(pod, own[i] ?? '', flag, time)), ...others]
}

/** Init containers are done before anything else starts. */
function initialized(pod: JsonObject, outcome: Outcome): Flag {
  if (outcome.type === 'ended' && outcome.exitCode === 0) return { value: true, reason: 'PodCompleted' }
  const inits = objectsAt(specOf(pod), 'initContainers').map(container => textAt(container, 'name'))
  if (outcome.type !== 'starting' || inits.length === 0) return { value: true }
  const message = `containers with incomplete status: [${inits.join(' ')}]`
  return { value: false, reason: 'ContainersNotInitialized', message }
}

const gatesOf = (pod: JsonObject) =>
  objectsAt(specOf(pod), 'readinessGates').map(gate => textAt(gate, 'conditionType'))
const closedGates = (pod: JsonObject) =>
  gatesOf(pod).filter(type => conditionOf(pod, type)?.['status'] !== 'True')
const gatesOpen = (pod: JsonObject) => closedGates(pod).length === 0

function gateMessage(pod: JsonObject): string {
  return closedGates(pod)
    .map(type =>
      conditionOf(pod, type)
        ? `the status of pod readiness gate "${type}" is not "True", but ${textAt(conditionOf(pod, type) ?? {}, 'status')}`
        : `corresponding condition of pod readiness gate "${type}" does not exist.`,
    )
    .join(', ')
}

function unreadyMessage(pod: JsonObject): string {
  const names = objectsAt(specOf(pod), 'containers').map(container => textAt(container, 'name'))
  return `containers with unready status: [${names.join(' ')}]`
}

/** A condition keeps its time as long as its status. */
function conditionFor(
  pod: JsonObject,
  type: string,
  { value, reason, message }: Flag,
  time: string,
): JsonObject {
  const status = value ? 'True' : 'False'
  const before = conditionOf(pod, type)
  return {
    type,
    observedGeneration: objectAt(pod, 'metadata')['generation'],
    status,
    lastProbeTime: null,
    lastTransitionTime: before?.['status'] === status ? before['lastTransitionTime'] : time,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }
}
