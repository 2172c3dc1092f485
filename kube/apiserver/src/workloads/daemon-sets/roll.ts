/** Rolling updates of DaemonSets: old Pods go first, or new ones come first, as far as the strategy allows. @module */
import type { JsonObject } from '@sluice/base/json'
import { scaledCount } from '../../strategy/values/numbers.ts'
import { numberAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, specOf } from '../cluster.ts'
import type { Later } from '../controller.ts'
import { availableIn } from '../pod-state.ts'
import type { Daemons } from './daemon-set.ts'
import { apply } from './manage.ts'
import { isUpdated, nodeWants, rollingOf } from './pods.ts'

/** Replaces as many Pods of older templates as may be replaced now. */
export async function replaceOutdated(daemons: Daemons, cluster: Cluster, later: Later): Promise<void> {
  const { set, nodes } = daemons
  const desired = nodes.filter(node => nodeWants(set, node).shouldRun).length
  const surge = scaledCount(rollingOf(set)['maxSurge'], desired, true)
  const absent = scaledCount(rollingOf(set)['maxUnavailable'], desired, true)
  const todo =
    surge === 0
      ? { create: [], remove: oldToRemove(daemons, Math.max(1, absent), cluster.now) }
      : { create: nodesToSurge(daemons, surge, cluster.now), remove: oldToRetire(daemons, cluster.now) }
  await apply(daemons, todo, cluster, later)
}

/** The one Pod of the template as it is, and the one of an older template; none of both where there are more. */
function pairOn({ set, hash }: Daemons, pods: readonly JsonObject[]) {
  const staying = pods.filter(pod => !isGoing(pod))
  const fresh = staying.filter(pod => isUpdated(set, pod, hash))
  const old = staying.filter(pod => !isUpdated(set, pod, hash))
  return fresh.length > 1 || old.length > 1 ? undefined : { fresh: fresh[0], old: old[0] }
}

function isAvailable(set: JsonObject, pod: JsonObject, now: Date): boolean {
  return availableIn(pod, numberAt(specOf(set), 'minReadySeconds') ?? 0, now) === 0
}

/** Old Pods that are not available anyway, and as many others as may be absent. */
function oldToRemove(daemons: Daemons, absent: number, now: Date): readonly JsonObject[] {
  const broken: JsonObject[] = []
  const candidates: JsonObject[] = []
  let unavailable = 0
  for (const pods of daemons.pods.values()) {
    const pair = pairOn(daemons, pods)
    const isOne = pair && (pair.fresh === undefined) !== (pair.old === undefined)
    if (!isOne) unavailable++
    else if (pair.fresh) unavailable += isAvailable(daemons.set, pair.fresh, now) ? 0 : 1
    else if (pair.old && !isAvailable(daemons.set, pair.old, now)) {
      broken.push(pair.old)
      unavailable++
    } else if (pair.old) candidates.push(pair.old)
  }
  return [...broken, ...candidates.slice(0, Math.max(0, absent - unavailable))]
}

/** Nodes whose old Pod gets a new one beside it. */
function nodesToSurge(daemons: Daemons, surge: number, now: Date): readonly string[] {
  const { set, nodes, pods } = daemons
  const broken: string[] = []
  const candidates: string[] = []
  let surging = 0
  for (const node of nodes) {
    const pair = pairOn(daemons, pods.get(nameOf(node)) ?? [])
    if (!pair) surging++
    else if (pair.old && pair.fresh) surging += isAvailable(set, pair.fresh, now) ? 0 : 1
    else if (pair.old && nodeWants(set, node).shouldRun) {
      const list = isAvailable(set, pair.old, now) ? candidates : broken
      list.push(nameOf(node))
    }
  }
  return [...broken, ...candidates.slice(0, Math.max(0, surge - surging))]
}

/** Old Pods whose successor is available, or whose node wants none and which do not work. */
function oldToRetire(daemons: Daemons, now: Date): readonly JsonObject[] {
  const { set, nodes, pods } = daemons
  return nodes.flatMap(node => {
    const pair = pairOn(daemons, pods.get(nameOf(node)) ?? [])
    if (!pair?.old) return []
    const isReplaced = pair.fresh && isAvailable(set, pair.fresh, now)
    const isUseless = !pair.fresh && !isAvailable(set, pair.old, now) && !nodeWants(set, node).shouldRun
    return isReplaced || isUseless ? [pair.old] : []
  })
}
