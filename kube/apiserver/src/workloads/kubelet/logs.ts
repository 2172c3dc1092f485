/** What `kubectl logs` reads: the script's text once a container has started. @module */
import type { JsonObject } from '@sluice/base/json'
import { badRequest } from '../../status/index.ts'
import { findObject, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { nameOf, specOf, statusOf } from '../cluster.ts'
import { scriptOf } from './script.ts'

export interface LogOptions {
  /** The first container unless told. */
  readonly container?: string
  /** The container as it was before it was last started again. */
  readonly previous?: boolean
  readonly timestamps?: boolean
  /** Only the last lines. */
  readonly tailLines?: number | undefined
  /** Only the first bytes. */
  readonly limitBytes?: number | undefined
  /** Only what was written since, in milliseconds since 1970. */
  readonly since?: number | undefined
}

/** The output of a container; it throws while the container waits to start. */
export function logsOf(pod: JsonObject, options: LogOptions): string {
  const name = options.container || textAt(objectsAt(specOf(pod), 'containers')[0] ?? {}, 'name')
  const status = statusOf(pod)
  const shown = [
    ...objectsAt(status, 'containerStatuses'),
    ...objectsAt(status, 'initContainerStatuses'),
  ].find(each => each['name'] === name)
  if (!shown) return ''
  const started = startOf(pod, name, shown, options.previous === true)
  if (options.since !== undefined && Date.parse(started) < options.since) return ''
  const { logs } = scriptOf(pod)
  const text = logs === '' || logs.endsWith('\n') ? logs : `${logs}\n`
  return cut(text, started, options)
}

/** When the container that is asked for was started. */
function startOf(pod: JsonObject, name: string, shown: JsonObject, previous: boolean): string {
  const last = findObject(objectAt(shown, 'lastState'), 'terminated')
  if (previous) {
    if (last) return textAt(last, 'startedAt')
    throw badRequest(`previous terminated container "${name}" in pod "${nameOf(pod)}" not found`)
  }
  const state = objectAt(shown, 'state')
  const waiting = findObject(state, 'waiting')
  if (waiting && !shown['containerID']) {
    const reason = reasons[textAt(waiting, 'reason')] ?? textAt(waiting, 'reason')
    throw badRequest(`container "${name}" in pod "${nameOf(pod)}" is waiting to start: ${reason}`)
  }
  const alive = findObject(state, 'running') ?? findObject(state, 'terminated') ?? last ?? {}
  return textAt(alive, 'startedAt')
}

function cut(text: string, started: string, { timestamps, tailLines, limitBytes }: LogOptions): string {
  let lines = text.split('\n').slice(0, -1)
  if (tailLines !== undefined) lines = tailLines === 0 ? [] : lines.slice(-tailLines)
  if (timestamps) lines = lines.map(line => `${started.replace('Z', '.000000000Z')} ${line}`)
  const shown = lines.map(line => `${line}\n`).join('')
  return limitBytes === undefined ? shown : Buffer.from(shown).subarray(0, limitBytes).toString()
}

const reasons: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
}
