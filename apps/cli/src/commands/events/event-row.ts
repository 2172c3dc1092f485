import type { KindInfo, KubeObject } from '@sluice/kube/meta'
import { numberAt, textAt } from '../../kinds/fields.ts'
import { formatAge } from '../../printing/age.ts'

/** Events of the core group. */
export const eventKind: KindInfo = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
}

/** The kind of the object an event is about. */
export function involvedKind(event: KubeObject): string {
  return textAt(event, 'involvedObject', 'kind')
}

/** When the event last happened, in milliseconds. */
export function eventTime(event: KubeObject): number {
  const times = [
    textAt(event, 'series', 'lastObservedTime'),
    textAt(event, 'lastTimestamp'),
    textAt(event, 'eventTime'),
  ]
  return Date.parse(times.find(time => time !== '') ?? '') || 0
}

/** An event as a row of cells. */
export function eventRow(event: KubeObject, now: number, showNamespace: boolean): readonly string[] {
  return [
    ...(showNamespace ? [event.metadata.namespace ?? ''] : []),
    lastSeen(event, now),
    textAt(event, 'type'),
    textAt(event, 'reason'),
    `${involvedKind(event)}/${textAt(event, 'involvedObject', 'name')}`,
    textAt(event, 'message'),
  ]
}

/** `5s`, or `5s (x3 over 2m)` for an event that happened more than once. */
function lastSeen(event: KubeObject, now: number): string {
  const since = (text: string) => (text ? formatAge(now - Date.parse(text)) : '<unknown>')
  const first = since(textAt(event, 'eventTime') || textAt(event, 'firstTimestamp'))
  const series = numberAt(event, 'series', 'count')
  if (series > 0) return `${since(textAt(event, 'series', 'lastObservedTime'))} (x${series} over ${first})`
  const count = numberAt(event, 'count')
  return count > 1 ? `${since(textAt(event, 'lastTimestamp'))} (x${count} over ${first})` : first
}
