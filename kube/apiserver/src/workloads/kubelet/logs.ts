/** What `kubectl logs` reads: the script's text once a container has started. @module */
import type { JsonObject } from '@sluice/base/json'
import { badRequest } from '../../status/index.ts'
import { findObject, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { nameOf, specOf, statusOf } from '../cluster.ts'
import { scriptOf } from './script.ts'

/** The output of a container; it throws while the container waits to start. An empty name is the first one. */
export function logsOf(pod: JsonObject, container: string): string {
  const name = container || textAt(objectsAt(specOf(pod), 'containers')[0] ?? {}, 'name')
  const status = statusOf(pod)
  const shown = [
    ...objectsAt(status, 'containerStatuses'),
    ...objectsAt(status, 'initContainerStatuses'),
  ].find(each => each['name'] === name)
  if (!shown) return ''
  const waiting = findObject(objectAt(shown, 'state'), 'waiting')
  if (waiting && !shown['containerID']) {
    const reason = reasons[textAt(waiting, 'reason')] ?? textAt(waiting, 'reason')
    throw badRequest(`container "${name}" in pod "${nameOf(pod)}" is waiting to start: ${reason}`)
  }
  const { logs } = scriptOf(pod)
  return logs === '' || logs.endsWith('\n') ? logs : `${logs}\n`
}

const reasons: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
}
