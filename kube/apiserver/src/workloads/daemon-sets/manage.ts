/** Makes the Pods that nodes want, and deletes those that nodes do not, that have ended or are one too many. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError } from '../../status/index.ts'
import { numberAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isEnding, isGoing, nameOf, namespaceOf, specOf } from '../cluster.ts'
import type { Later } from '../controller.ts'
import { byCreation } from '../order.ts'
import { availableIn, isFinished, isReady, phaseOf } from '../pod-state.ts'
import type { Daemons } from './daemon-set.ts'
import { daemonPod, isUpdated, nodeNames, nodeWants, surges } from './pods.ts'

/** Pods that could not be made are tried again. */
const retryAfter = 1000

/** What is to be done: nodes that get a Pod, and Pods that go. */
export interface Todo {
  readonly create: readonly string[]
  readonly remove: readonly JsonObject[]
}

/** Brings every node to one Pod or none. */
export async function manage(daemons: Daemons, cluster: Cluster, later: Later): Promise<void> {
  const create: string[] = []
  const remove: JsonObject[] = []
  for (const node of daemons.nodes) {
    await tellEnded(daemons, node, cluster)
    const todo = todoOn(daemons, node, cluster.now)
    create.push(...todo.create)
    remove.push(...todo.remove)
  }
  await apply(daemons, { create, remove: [...remove, ...stranded(daemons)] }, cluster, later)
}

/** Pods that were meant for a node that is gone. */
function stranded({ nodes, pods }: Daemons): readonly JsonObject[] {
  const known = nodeNames(nodes)
  return [...pods]
    .filter(([node]) => !known.has(node))
    .flatMap(([, list]) => list.filter(pod => !textAt(specOf(pod), 'nodeName') && !isGoing(pod)))
}

function todoOn(daemons: Daemons, node: JsonObject, now: Date): Todo {
  const { set, pods } = daemons
  const present = pods.get(nameOf(node)) ?? []
  const { shouldRun, mayStay } = nodeWants(set, node)
  if (shouldRun && present.length === 0) return { create: [nameOf(node)], remove: [] }
  const staying = present.filter(pod => !isGoing(pod))
  if (!mayStay) return { create: [], remove: staying }
  const ended = staying.filter(isFinished)
  const running = staying.filter(pod => !isFinished(pod)).sort(byCreation)
  if (!surges(set)) return { create: [], remove: [...ended, ...running.slice(1)] }
  if (running.length === 0 && shouldRun) return { create: [nameOf(node)], remove: ended }
  return { create: [], remove: [...ended, ...surplusWhileSurging(daemons, running, now)] }
}

/** While a new Pod takes over there may be one of each; the old one goes when it is no longer needed. */
function surplusWhileSurging(
  { set, hash }: Daemons,
  running: readonly JsonObject[],
  now: Date,
): readonly JsonObject[] {
  if (running.length < 2) return []
  const [fresh, ...otherFresh] = running.filter(pod => isUpdated(set, pod, hash))
  const [old, ...otherOld] = running.filter(pod => !isUpdated(set, pod, hash))
  const seconds = numberAt(specOf(set), 'minReadySeconds') ?? 0
  const isOver = fresh && old && (!isReady(old) || availableIn(fresh, seconds, now) === 0)
  return [...otherFresh, ...otherOld, ...(isOver ? [old] : [])]
}

async function tellEnded({ set, pods }: Daemons, node: JsonObject, cluster: Cluster): Promise<void> {
  for (const pod of pods.get(nameOf(node)) ?? []) {
    if (isGoing(pod) || !isFinished(pod) || !nodeWants(set, node).mayStay) continue
    const failed = phaseOf(pod) === 'Failed'
    const where = `daemon pod ${namespaceOf(pod)}/${nameOf(pod)} on node ${nameOf(node)}`
    await cluster.tell(
      set,
      failed
        ? {
            type: 'Warning',
            reason: 'FailedDaemonPod',
            message: `Found failed ${where}, will try to kill it`,
          }
        : { reason: 'SucceededDaemonPod', message: `Found succeeded ${where}, will try to delete it` },
    )
  }
}

/** Does what is to be done. */
export async function apply(
  { set, hash }: Daemons,
  { create, remove }: Todo,
  cluster: Cluster,
  later: Later,
): Promise<void> {
  for (const node of create) {
    try {
      const pod = await cluster.create('pods', daemonPod(set, node, hash))
      await cluster.tell(set, { reason: 'SuccessfulCreate', message: `Created pod: ${nameOf(pod)}` })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (isEnding(error)) break
      const message = `Error creating: ${error.message}`
      await cluster.tell(set, { type: 'Warning', reason: 'FailedCreate', message })
      later(retryAfter)
      break
    }
  }
  for (const pod of remove) {
    await cluster.delete('pods', pod)
    await cluster.tell(set, { reason: 'SuccessfulDelete', message: `Deleted pod: ${nameOf(pod)}` })
  }
}
