import type { JsonObject } from '@sluice/base/json'
import { autoscalerToV1, autoscalerToV2 } from './autoscaler-conversion.ts'
import type { ResourceType } from './resource-type.ts'

type Conversion = NonNullable<ResourceType['convert']>

/** events.k8s.io/v1 names the fields of a core Event differently. */
const eventFields: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
]

export const eventConversion: Conversion = {
  toStorage: event => renamed(event, new Map(eventFields.map(([core, events]) => [events, core]))),
  fromStorage: event => withoutEmptyReporter(renamed(event, new Map(eventFields))),
}

/** A core Event always has a reporter, if an empty one; events.k8s.io leaves that out. */
function withoutEmptyReporter(event: JsonObject): JsonObject {
  const isEmpty = (key: string) => key.startsWith('reporting') && event[key] === ''
  return Object.fromEntries(Object.entries(event).filter(([key]) => !isEmpty(key)))
}

function renamed(object: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]))
}

/** Version 1 of autoscaling, which knows one metric only. */
export const horizontalPodAutoscalerConversion: Conversion = {
  toStorage: autoscalerToV2,
  fromStorage: autoscalerToV1,
}
