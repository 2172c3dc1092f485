import type { JsonObject } from '@sluice/base/json'
import { isConflict, isNotFound, type KubeClient } from '../client/index.ts'
import type { Condition, Kind } from '../meta/index.ts'
import type { Conditions } from './conditions.ts'
import { mergeDiff } from './merge-diff.ts'
import type { AnyObject } from './run.ts'

/** What is to be in the status; fields not named stay as they are, undefined ones go. */
export interface StatusChange {
  readonly fields: Readonly<Record<string, unknown>>
  readonly conditions: Conditions
}

/** Where and as whom to write. */
export interface StatusTarget<T extends AnyObject> {
  readonly client: KubeClient
  readonly kind: Kind<T>
  readonly fieldOwner: string
  /** Called with every state that the server answered. */
  readonly observe: (object: T) => void
}

const attempts = 6

/**
 * Writes the status of one object by merge patches of what differs. Each patch holds the version it was computed for,
 * so that conditions of other writers are never lost: on a conflict it is computed again for the object as it is.
 */
export class StatusWriter<T extends AnyObject> {
  readonly #target: StatusTarget<T>
  #object: T
  #tail: Promise<void> = Promise.resolve()

  constructor(target: StatusTarget<T>, object: T) {
    this.#target = target
    this.#object = object
  }

  /** The object as the server last answered it. */
  get object(): T {
    return this.#object
  }

  /** Takes in a state that another write of ours returned. */
  rebase(object: T): void {
    this.#object = object
    this.#target.observe(object)
  }

  /** Writes, after writes that are under way. An object that is gone is no error. */
  write(change: StatusChange): Promise<void> {
    const written = this.#tail.then(() => this.#write(change))
    this.#tail = written.catch(() => {})
    return written
  }

  async #write(change: StatusChange): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const patch = patchOf(this.#object, change)
      if (!patch) return
      try {
        this.rebase(await this.#send(patch))
        return
      } catch (error) {
        if (isNotFound(error)) return
        if (!isConflict(error) || attempt === attempts) throw error
        if (!(await this.#reload())) return
      }
    }
  }

  async #send(status: JsonObject): Promise<T> {
    const { client, kind, fieldOwner } = this.#target
    const { namespace = '', name, resourceVersion } = this.#object.metadata
    const body = { metadata: resourceVersion === undefined ? {} : { resourceVersion }, status }
    const options = { subresource: 'status', fieldManager: fieldOwner } as const
    return (await client.patch(kind, namespace, name, { type: 'merge', body }, options)) as unknown as T
  }

  /** False: the object is gone, or another one has its name. */
  async #reload(): Promise<boolean> {
    const { client, kind } = this.#target
    const { namespace = '', name, uid } = this.#object.metadata
    const current = await client.find(kind, namespace, name)
    if (!current || current.metadata.uid !== uid) return false
    this.rebase(current as unknown as T)
    return true
  }
}

function patchOf(object: AnyObject, change: StatusChange): JsonObject | undefined {
  const stored = (object.status ?? {}) as JsonObject
  const before = (stored['conditions'] ?? []) as unknown as readonly Condition[]
  const conditions = change.conditions.list(before)
  const desired = {
    ...stored,
    ...change.fields,
    conditions: conditions.length > 0 ? conditions : undefined,
  }
  return mergeDiff(stored, desired as unknown as JsonObject)
}
