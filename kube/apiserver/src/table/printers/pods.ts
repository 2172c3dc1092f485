/** Table rows of Pods: what a Pod is doing, in one word. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { isDeleting, metaOf, objectAt, stringAt } from '../../verbs/object.ts'
import { age } from '../age.ts'
import {
  ageOf,
  conditionOf,
  none,
  numberAt,
  objectsAt,
  orNone,
  type Printer,
  spec,
  status,
} from './printer.ts'

interface Summary {
  readonly reason: string
  readonly ready: number
  readonly total: number
  readonly restarts: number
  readonly lastRestart: string
}

export const pod: Printer = (object, now) => {
  const summary = summarize(object)
  const restarts =
    summary.restarts > 0 && summary.lastRestart !== ''
      ? `${summary.restarts} (${age(summary.lastRestart, now)} ago)`
      : String(summary.restarts)
  return [
    `${summary.ready}/${summary.total}`,
    summary.reason,
    restarts,
    ageOf(object, now),
    podIp(object),
    orNone(stringAt(spec(object), 'nodeName')),
    orNone(stringAt(status(object), 'nominatedNodeName')),
    readinessGates(object),
  ]
}

/** Rows of Pods that are done say so, for clients that hide them. */
export function podConditions(object: JsonObject): readonly JsonObject[] | undefined {
  const phase = stringAt(status(object), 'phase')
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined
  const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.'
  return [{ type: 'Completed', status: 'True', reason: phase, message }]
}

function summarize(object: JsonObject): Summary {
  const podStatus = status(object)
  const restartableInits = objectsAt(spec(object), 'initContainers').filter(
    each => each['restartPolicy'] === 'Always',
  )
  const total = objectsAt(spec(object), 'containers').length + restartableInits.length
  const gated = conditionOf(object, 'PodScheduled')?.['reason'] === 'SchedulingGated'
  const phaseReason = stringAt(podStatus, 'reason') || stringAt(podStatus, 'phase')
  const start = gated ? 'SchedulingGated' : phaseReason
  const inits = initSummary(object, start)
  const main = inits.initializing && !isInitialized(object) ? inits : mainSummary(object, inits)
  const reason = deletionReason(object, podStatus, main.reason)
  return { ...main, reason, total }
}

interface Progress {
  readonly reason: string
  readonly ready: number
  readonly restarts: number
  readonly lastRestart: string
  readonly initializing: boolean
}

function isInitialized(object: JsonObject): boolean {
  return conditionOf(object, 'Initialized')?.['status'] === 'True'
}

function initSummary(object: JsonObject, start: string): Progress {
  const inits = objectsAt(spec(object), 'initContainers')
  const sidecars = new Set(inits.filter(each => each['restartPolicy'] === 'Always').map(each => each['name']))
  let ready = 0
  let restarts = 0
  let lastRestart = ''
  for (const [i, container] of objectsAt(status(object), 'initContainerStatuses').entries()) {
    const isSidecar = sidecars.has(container['name'])
    restarts += numberAt(container, 'restartCount')
    lastRestart = later(lastRestart, finishedAt(container))
    const state = objectAt(container, 'state')
    const terminated = state['terminated'] === undefined ? undefined : objectAt(state, 'terminated')
    if (terminated && numberAt(terminated, 'exitCode') === 0) continue
    if (isSidecar && container['started'] === true) {
      if (container['ready'] === true) ready++
      continue
    }
    return {
      reason: `Init:${initReason(state, terminated, i, inits.length)}`,
      ready,
      restarts,
      lastRestart,
      initializing: true,
    }
  }
  return { reason: start, ready, restarts, lastRestart, initializing: false }
}

function initReason(
  state: JsonObject,
  terminated: JsonObject | undefined,
  index: number,
  total: number,
): string {
  if (terminated) return terminatedReason(terminated)
  const waiting = stringAt(objectAt(state, 'waiting'), 'reason')
  return waiting !== '' && waiting !== 'PodInitializing' ? waiting : `${index}/${total}`
}

function terminatedReason(terminated: JsonObject): string {
  const reason = stringAt(terminated, 'reason')
  if (reason !== '') return reason
  const signal = numberAt(terminated, 'signal')
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${numberAt(terminated, 'exitCode')}`
}

function mainSummary(object: JsonObject, inits: Progress): Progress {
  let { ready, lastRestart, reason } = inits
  let restarts = inits.initializing ? inits.restarts : inits.restarts
  let hasRunning = false
  for (const container of objectsAt(status(object), 'containerStatuses').toReversed()) {
    restarts += numberAt(container, 'restartCount')
    lastRestart = later(lastRestart, finishedAt(container))
    const state = objectAt(container, 'state')
    const waiting = stringAt(objectAt(state, 'waiting'), 'reason')
    if (waiting !== '') reason = waiting
    else if (state['terminated'] !== undefined) reason = terminatedReason(objectAt(state, 'terminated'))
    else if (container['ready'] === true && state['running'] !== undefined) {
      hasRunning = true
      ready++
    }
  }
  if (reason === 'Completed' && hasRunning) {
    reason = conditionOf(object, 'Ready')?.['status'] === 'True' ? 'Running' : 'NotReady'
  }
  return { reason, ready, restarts, lastRestart, initializing: false }
}

function deletionReason(object: JsonObject, podStatus: JsonObject, reason: string): string {
  if (!isDeleting(object)) return reason
  if (stringAt(podStatus, 'reason') === 'NodeLost') return 'Unknown'
  const isDone = ['Failed', 'Succeeded'].includes(stringAt(podStatus, 'phase'))
  return isDone ? reason : 'Terminating'
}

function finishedAt(container: JsonObject): string {
  return stringAt(objectAt(objectAt(container, 'lastState'), 'terminated'), 'finishedAt')
}

function later(a: string, b: string): string {
  return a > b ? a : b
}

function podIp(object: JsonObject): JsonValue {
  const first = objectsAt(status(object), 'podIPs')[0]
  return orNone(first ? stringAt(first, 'ip') : stringAt(status(object), 'podIP'))
}

function readinessGates(object: JsonObject): string {
  const gates = objectsAt(spec(object), 'readinessGates')
  if (gates.length === 0) return none
  const ready = gates.filter(
    gate => conditionOf(object, stringAt(gate, 'conditionType'))?.['status'] === 'True',
  )
  return `${ready.length}/${gates.length}`
}

export const podTemplate: Printer = object => {
  const template = objectAt(object, 'template')
  const containers = objectsAt(objectAt(template, 'spec'), 'containers')
  const labels = objectAt(metaOf(template), 'labels')
  return [
    containers.map(each => stringAt(each, 'name')).join(','),
    containers.map(each => stringAt(each, 'image')).join(','),
    Object.keys(labels).length > 0
      ? Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .sort()
          .join(',')
      : none,
  ]
}
