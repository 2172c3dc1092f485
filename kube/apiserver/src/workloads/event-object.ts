/** The Event objects of what is told. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt } from '../strategy/values/read.ts'
import type { Happening, Observation } from './events.ts'

/** The node that speaks of its Pods. */
const speakers: Readonly<Record<string, string>> = { kubelet: 'sandbox' }

const isCombined = (message: string) => message.startsWith('(combined from similar events): ')

/** The event that a component records about an object. */
export function eventOf(
  object: JsonObject,
  { type = 'Normal', reason, fieldPath }: Happening,
  { name, count, first, message }: Observation,
  by: { readonly name: string; readonly time: string },
): JsonObject {
  const { namespace, name: about, uid, resourceVersion } = objectAt(object, 'metadata')
  const host = speakers[by.name]
  const { apiVersion, kind } = object
  return {
    metadata: { name, namespace: namespace ?? 'default' },
    involvedObject: {
      apiVersion,
      kind,
      name: about,
      namespace,
      uid,
      resourceVersion,
      ...(fieldPath ? { fieldPath } : {}),
    },
    reason,
    message,
    type,
    source: { component: by.name, ...(host ? { host } : {}) },
    // What is told as one says only by its source who told it.
    reportingComponent: isCombined(message) ? '' : by.name,
    reportingInstance: host ?? '',
    firstTimestamp: new Date(first).toISOString().replace(/\.\d+Z$/, 'Z'),
    lastTimestamp: by.time,
    count,
  }
}
