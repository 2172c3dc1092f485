/** The states of containers, as the kubelet reports them. @module */
import { createHash } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { nameOf, namespaceOf, specOf, statusOf, uidOf } from '../cluster.ts'
import type { Outcome } from './stage.ts'

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

/** What a Pod is called in the messages of the kubelet. */
export const fullName = (pod: JsonObject): string => `${nameOf(pod)}_${namespaceOf(pod)}(${uidOf(pod)})`

/** Why an image cannot be had, as the container runtime says. */
export function pullError(image: string): string {
  return `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`
}

function waitingMessage(pod: JsonObject, container: JsonObject, reason: string): string {
  const [name, image] = [textAt(container, 'name'), textAt(container, 'image')]
  switch (reason) {
    case 'ImagePullBackOff':
      return `Back-off pulling image "${image}": ErrImagePull: ${pullError(image)}`
    case 'ErrImagePull':
      return pullError(image)
    case 'InvalidImageName':
      return `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`
    case 'CreateContainerConfigError':
      return 'configuration of the container cannot be made'
    default:
      return `back-off 10s restarting failed container=${name} pod=${fullName(pod)}`
  }
}

function statusFor(pod: JsonObject, container: JsonObject, outcome: Outcome, time: string): JsonObject {
  const [name, image] = [textAt(container, 'name'), textAt(container, 'image')]
  const before = statusOfContainer(pod, name)
  const restarts = 'restarts' in outcome ? outcome.restarts : Number(before['restartCount'] ?? 0)
  const containerID = `sandbox://${sha256(`${uidOf(pod)}/${name}/${restarts}`)}`
  const imageID = `${image.split('@')[0]}@sha256:${sha256(image)}`
  const lastState = objectAt(before, 'lastState')
  const base = { name, image, imageID: '', restartCount: restarts, ready: false, started: false, lastState }
  const there = { ...base, imageID, containerID, ...detailsOf(container) }
  const running = objectAt(objectAt(before, 'state'), 'running')
  const startedAt = before['restartCount'] === restarts ? (running['startedAt'] ?? time) : time
  const waiting = (reason: string) => ({
    state: { waiting: { reason, message: waitingMessage(pod, container, reason) } },
  })
  const ended = (exitCode: number, reason: string) => ({
    terminated: { exitCode, reason, startedAt, finishedAt: time, containerID },
  })
  switch (outcome.type) {
    case 'starting':
      return { ...base, state: { waiting: { reason: startingReason(pod, name) } } }
    case 'running': {
      const last = restarts > 0 ? { lastState: endedLast(before) } : {}
      return { ...there, ready: outcome.ready, started: true, state: { running: { startedAt } }, ...last }
    }
    case 'ended': {
      const state = ended(outcome.exitCode, outcome.exitCode === 0 ? 'Completed' : 'Error')
      return { ...there, ready: outcome.exitCode === 0 && isInit(pod, name), state }
    }
    case 'waiting':
      return { ...base, ...waiting(outcome.reason) }
    case 'crashed':
      return {
        ...there,
        lastState: isCrashed(before) ? lastState : ended(outcome.exitCode, outcome.reason),
        ...waiting('CrashLoopBackOff'),
      }
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function statusOfContainer(pod: JsonObject, name: string): JsonObject {
  const lists = ['containerStatuses', 'initContainerStatuses'].flatMap(list => objectsAt(statusOf(pod), list))
  return lists.find(each => each['name'] === name) ?? {}
}

const isCrashed = (status: JsonObject) =>
  objectAt(objectAt(status, 'state'), 'waiting')['reason'] === 'CrashLoopBackOff'

/** How a container that has been started again ended before. */
function endedLast(before: JsonObject): JsonObject {
  return objectAt(before, 'lastState')
}

/** Containers wait for the init containers. */
function startingReason(pod: JsonObject, name: string): string {
  const hasInit = objectsAt(specOf(pod), 'initContainers').length > 0
  return hasInit && !isInit(pod, name) ? 'PodInitializing' : 'ContainerCreating'
}

function isInit(pod: JsonObject, name: string): boolean {
  return objectsAt(specOf(pod), 'initContainers').some(container => container['name'] === name)
}

/** What a container that is there has of resources and volumes. */
function detailsOf(container: JsonObject): JsonObject {
  const resources = objectAt(container, 'resources')
  const mounts = objectsAt(container, 'volumeMounts').map(({ mountPath, name, readOnly }) => ({
    mountPath,
    name,
    ...(readOnly === true ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
  }))
  const requests = objectAt(resources, 'requests')
  return {
    ...(Object.keys(requests).length > 0 ? { allocatedResources: requests } : {}),
    resources,
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
  }
}
