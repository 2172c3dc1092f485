import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type KubeClient, KubeError } from '../client/index.ts'
import type { Condition } from '../meta/index.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Reconciler } from './definition.ts'
import type { EventFacts } from './events.ts'
import { silentLog } from './log.ts'
import { type Next, reconcileObject } from './reconcile-object.ts'
import type { AnyObject, StatusOf } from './run.ts'
import { statusOf } from './run-state.ts'

/** How a single reconciliation is run. */
export interface ReconcileOnceOptions {
  /** Stores the object; default: a stand-in that holds this one object only. */
  readonly client?: KubeClient
  readonly clock?: Clock
  readonly signal?: AbortSignal
  /** Ends the waits of a run that may be interrupted. */
  readonly interruption?: AbortSignal
}

/** What a single reconciliation left. */
export interface Reconciled<T extends AnyObject> {
  /** Undefined: the object is gone. */
  readonly object: T | undefined
  readonly status: Partial<StatusOf<T>>
  readonly events: readonly EventFacts[]
  readonly next: Next
  /** How many writes it took. */
  readonly writes: number
  condition(type: string): Condition | undefined
}

/** Reconciles one object once, without a queue or a cache: for tests and for commands that do one thing. */
export async function reconcileOnce<T extends AnyObject>(
  reconciler: Reconciler<T>,
  object: T,
  options: ReconcileOnceOptions = {},
): Promise<Reconciled<T>> {
  const events: EventFacts[] = []
  let latest = object
  let writes = 0
  const holder = new ObjectHolder(object)
  const next = await reconcileObject(
    {
      reconciler,
      client: options.client ?? (holder as unknown as KubeClient),
      clock: options.clock ?? systemClock,
      log: silentLog,
      events: { emit: event => void events.push(event), flush: () => Promise.resolve() },
      signal: options.signal ?? new AbortController().signal,
      ...(options.interruption ? { interruption: options.interruption } : {}),
      progressDelay: 3_600_000,
      observe: state => {
        latest = state
        writes++
      },
    },
    object,
  )
  const gone = latest.metadata.deletionTimestamp !== undefined && !latest.metadata.finalizers?.length
  return {
    object: gone ? undefined : latest,
    status: (latest.status ?? {}) as Partial<StatusOf<T>>,
    events,
    next,
    writes,
    condition: type => statusOf(latest).conditions?.find(condition => condition.type === type),
  }
}

/** The part of a client that the runtime itself uses, over one object in memory. */
class ObjectHolder {
  #object: JsonObject

  constructor(object: AnyObject) {
    this.#object = object as unknown as JsonObject
  }

  find(): Promise<JsonObject> {
    return Promise.resolve(this.#object)
  }

  patch(
    _kind: unknown,
    _namespace: string,
    _name: string,
    patch: { readonly body: unknown },
  ): Promise<JsonObject> {
    const body = JSON.parse(JSON.stringify(patch.body)) as JsonValue
    const merged = mergePatch(this.#object, body)
    if (!isJsonObject(merged))
      throw new KubeError({ code: 400, reason: 'BadRequest', message: 'not an object' })
    const version = String(Number((merged['metadata'] as JsonObject)['resourceVersion'] ?? '0') + 1)
    this.#object = {
      ...merged,
      metadata: { ...(merged['metadata'] as JsonObject), resourceVersion: version },
    }
    return Promise.resolve(this.#object)
  }
}

function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch
  const result: Record<string, JsonValue | undefined> = isJsonObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else if (value !== undefined) result[key] = mergePatch(result[key], value)
  }
  return result
}
