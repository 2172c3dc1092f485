/** A controller: the kinds whose changes wake it, and what it does for one key. @module */
import type { JsonObject } from '@sluice/base/json'
import { startQueue } from '../controllers/queue.ts'
import type { Services } from '../server/services.ts'
import {
  type Agent,
  Cluster,
  controllerOf,
  isEnding,
  type KindName,
  kinds,
  nameOf,
  namespaceOf,
} from './cluster.ts'

/** Names an object of the kind that a controller keeps. */
export type Key = string

/** Works on the key again after so many milliseconds. */
export type Later = (milliseconds: number) => void

/** The states of an object before and after a change. */
export interface Transition {
  readonly before: JsonObject | undefined
  readonly now: JsonObject | undefined
}

/** The keys that a changed object concerns; it is asked about both its states. */
export type Wake = (object: JsonObject, cluster: Cluster, change: Transition) => readonly Key[]

export interface WorkloadController {
  readonly name: string
  /** The program whose part it plays; the controller manager unless told. */
  readonly agent?: Agent
  /** The kind it keeps. */
  readonly kind: KindName
  /** Whether a change of an object of its own kind wakes it; every change does unless told. */
  readonly heeds?: (change: Transition) => boolean
  /** Other kinds whose changes wake it: the keys a changed object concerns. By default that of its controller. */
  readonly wakes?: Partial<Record<KindName, Wake>>
  readonly reconcile: (object: JsonObject, cluster: Cluster, later: Later) => Promise<void>
}

/** Starts a controller; the result stops it. */
export function startController(services: Services, controller: WorkloadController): () => Promise<void> {
  const cluster = new Cluster(services, controller.name, controller.agent)
  const queue = startQueue(services, async key => {
    const slash = key.indexOf('/')
    const [namespace, name] = [key.slice(0, slash), key.slice(slash + 1)]
    const object = cluster.find(controller.kind, namespace, name)
    if (object) await reconcile(object, key)
  })
  const reconcile = async (object: JsonObject, key: Key) => {
    try {
      await controller.reconcile(object, cluster, delay => queue.addLater(key, delay))
    } catch (error) {
      // What goes with its namespace needs nothing more.
      if (!isEnding(error)) throw error
    }
  }
  const stops: (() => void)[] = []
  const watch = (kind: KindName, keysOf: Wake) => {
    const wake = (change: Transition) => {
      for (const object of [change.now, change.before]) {
        if (object) for (const key of keysOf(object, cluster, change)) queue.add(key)
      }
    }
    const { storageKey } = cluster.type(kind)
    stops.push(
      services.store.listen(storageKey, ({ now, before }) =>
        wake({ now: now?.object, before: before?.object }),
      ),
    )
    for (const { object } of services.store.list(storageKey)) wake({ now: object, before: undefined })
  }
  watch(controller.kind, (object, _cluster, change) =>
    controller.heeds?.(change) === false ? [] : [keyOf(object)],
  )
  for (const [kind, keysOf] of Object.entries(controller.wakes ?? {})) {
    if (isKind(kind)) watch(kind, keysOf)
  }
  return async () => {
    for (const stop of stops) stop()
    await queue.stop()
  }
}

function isKind(name: string): name is KindName {
  return name in kinds
}

/** The key of an object. */
export function keyOf(object: JsonObject): Key {
  return `${namespaceOf(object)}/${nameOf(object)}`
}

/** The key of an object's controller, if that is of the given kind. */
export function ownerKey(kind: string): (object: JsonObject) => readonly Key[] {
  return object => {
    const owner = controllerOf(object)
    return owner?.['kind'] === kind ? [`${namespaceOf(object)}/${String(owner['name'])}`] : []
  }
}
