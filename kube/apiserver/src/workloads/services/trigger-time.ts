/** When what is behind a Service last changed: the time at which the earliest of the news came about. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, nameOf, uidOf } from '../cluster.ts'
import { conditionOf } from '../pod-state.ts'
import { changedAnnotation } from './members.ts'

interface Known {
  service: string
  pods: ReadonlyMap<string, string>
}

const known = new WeakMap<Cluster, Map<string, Known>>()
const mostKnown = 10_000

/** The time of the news since the last call for a Service; undefined where there are none. */
export function triggerTime(
  service: JsonObject,
  pods: readonly JsonObject[],
  cluster: Cluster,
): string | undefined {
  let services = known.get(cluster)
  if (!services) known.set(cluster, (services = new Map()))
  const before = services.get(uidOf(service)) ?? { service: '', pods: new Map() }
  const made = textAt(objectAt(service, 'metadata'), 'creationTimestamp')
  const times = pods.map(
    pod => [nameOf(pod), textAt(conditionOf(pod, 'Ready') ?? {}, 'lastTransitionTime')] as const,
  )
  const news = times.filter(([name, time]) => time > (before.pods.get(name) ?? '')).map(([, time]) => time)
  if (made > before.service) news.push(made)
  if (services.size > mostKnown) services.clear()
  services.set(uidOf(service), { service: made, pods: new Map(times) })
  return news.sort()[0]
}

/** Annotations that tell of news, or no longer do; undefined where none are left. */
export function withChange(metadata: JsonObject, changed: string | undefined): JsonObject | undefined {
  const { [changedAnnotation]: _before, ...others } = objectAt(metadata, 'annotations')
  const annotations = changed === undefined ? others : { ...others, [changedAnnotation]: changed }
  return Object.keys(annotations).length > 0 ? annotations : undefined
}
