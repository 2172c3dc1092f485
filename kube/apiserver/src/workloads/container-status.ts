/** The states of containers, as the kubelet reports them. @module */

import { createHash } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { specOf, statusOf } from './cluster.ts'

/** How a Pod fares. */
export type Outcome =
  | { readonly type: 'starting' }
  | { readonly type: 'running'; readonly ready: boolean }
  | { readonly type: 'waiting'; readonly reason: string }
  | { readonly type: 'ended'; readonly exitCode: number }

/** The status lists of a Pod's containers and init containers. */
export function containerStatuses(pod: JsonObject, outcome: Outcome, time: string): JsonObject {
  const list = (field: string, of: (container: JsonObject) => JsonObject) =>
    objectsAt(specOf(pod), field).map(of)
  const started = outcome.type !== 'starting'
  const inits = list('initContainers', container =>
    container['restartPolicy'] === 'Always'
      ? statusFor(pod, container, outcome, time)
      : statusFor(pod, container, started ? { type: 'ended', exitCode: 0 } : outcome, time),
  )
  return {
    ...(inits.length > 0 ? { initContainerStatuses: inits } : {}),
    containerStatuses: list('containers', container => statusFor(pod, container, outcome, time)),
  }
}

const waitingMessages: Readonly<Record<string, string>> = {
  ImagePullBackOff: 'Back-off pulling image',
  ErrImagePull: 'failed to pull and unpack image: not found',
  InvalidImageName: "Failed to apply default image tag: couldn't parse image name",
  CreateContainerConfigError: 'configuration of the container cannot be made',
  CrashLoopBackOff: 'back-off 10s restarting failed container',
}

function statusFor(pod: JsonObject, container: JsonObject, outcome: Outcome, time: string): JsonObject {
  const [name, image] = [textAt(container, 'name'), textAt(container, 'image')]
  const before = [
    ...objectsAt(statusOf(pod), 'containerStatuses'),
    ...objectsAt(statusOf(pod), 'initContainerStatuses'),
  ].find(each => each['name'] === name)
  const id = `sandbox://${createHash('sha256')
    .update(`${textAt(objectAt(pod, 'metadata'), 'uid')}/${name}`)
    .digest('hex')}`
  const imageID = `${image.split('@')[0]}@sha256:${createHash('sha256').update(image).digest('hex')}`
  const base = { name, image, imageID: '', restartCount: 0, ready: false, started: false, lastState: {} }
  const startedAt = objectAt(objectAt(before ?? {}, 'state'), 'running')['startedAt'] ?? time
  switch (outcome.type) {
    case 'starting':
      return { ...base, state: { waiting: { reason: 'ContainerCreating' } } }
    case 'running':
      return {
        ...base,
        imageID,
        containerID: id,
        ready: outcome.ready,
        started: true,
        state: { running: { startedAt } },
      }
    case 'ended':
      return {
        ...base,
        imageID,
        containerID: id,
        ready: outcome.exitCode === 0 && isInit(pod, name),
        state: { terminated: terminated(id, outcome.exitCode, time) },
      }
    case 'waiting':
      return waitingStatus({ ...base, id, imageID }, outcome.reason, time)
  }
}

function isInit(pod: JsonObject, name: string): boolean {
  return objectsAt(specOf(pod), 'initContainers').some(container => container['name'] === name)
}

function terminated(containerID: string, exitCode: number, time: string): JsonObject {
  const reason = exitCode === 0 ? 'Completed' : 'Error'
  return { exitCode, reason, startedAt: time, finishedAt: time, containerID }
}

function waitingStatus(base: JsonObject & { readonly id: string }, reason: string, time: string): JsonObject {
  const { id, ...rest } = base
  const crashed = reason === 'CrashLoopBackOff' || reason === 'OOMKilled'
  const shown = reason === 'OOMKilled' ? 'CrashLoopBackOff' : reason
  const state = { waiting: { reason: shown, message: waitingMessages[shown] ?? shown } }
  if (!crashed) return { ...rest, imageID: '', state }
  const last = {
    ...terminated(id, reason === 'OOMKilled' ? 137 : 1, time),
    ...(reason === 'OOMKilled' ? { reason } : {}),
  }
  return { ...rest, containerID: id, restartCount: 3, lastState: { terminated: last }, state }
}
