/** The Event objects of what is told. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt } from '../strategy/values/read.ts'
import type { Happening, Observation } from './events.ts'

/** The node that speaks of its Pods. */
const speakers: Readonly<Record<string, string>> = { kubelet: 'sandbox' }

const seconds = (time: Date) => time.toISOString().replace(/\.\d+Z$/, 'Z')
const micros = (time: Date) => time.toISOString().replace('Z', '000Z')
const isCombined = (message: string) => message.startsWith('(combined from similar events): ')

/** The event that a component records about an object. */
export function eventOf(
  object: JsonObject,
  { type = 'Normal', reason, fieldPath, action }: Happening,
  { name, count, first, message }: Observation,
  by: { readonly name: string; readonly now: Date },
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
    ...(action === undefined
      ? {
          source: { component: by.name, ...(host ? { host } : {}) },
          // What is told as one says only by its source who told it.
          reportingComponent: isCombined(message) ? '' : by.name,
          reportingInstance: host ?? '',
          firstTimestamp: seconds(new Date(first)),
          lastTimestamp: seconds(by.now),
          eventTime: null,
          count,
        }
      : {
          action,
          reportingComponent: by.name,
          reportingInstance: `${by.name}-sandbox`,
          eventTime: micros(new Date(first)),
          source: {},
          firstTimestamp: null,
          lastTimestamp: null,
          ...(count > 1 ? { series: { count, lastObservedTime: micros(by.now) } } : {}),
        }),
  }
}
