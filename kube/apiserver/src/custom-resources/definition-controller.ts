/**
 * Keeps the conditions of definitions, the types that are served and the deletion of objects in step with what is
 * stored. Definitions are looked at one after the other, in the order of their changes.
 * @module
 */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { ApiError } from '../status/index.ts'
import { metaOf, objectAt, stringAt, stringsAt, withMeta } from '../verbs/object.ts'
import { approvalOf } from './approval.ts'
import { type Condition, withCondition } from './conditions.ts'
import { customTypes } from './custom-type.ts'
import {
  cleanupFinalizer,
  conditionsOf,
  definitionsKey,
  isConditionTrue,
  readDefinition,
} from './definition.ts'
import { acceptNames, namesJson } from './names.ts'

/** Starts the controller. What is stored is served at once; the result stops it. */
export async function startDefinitionController(services: Services): Promise<() => Promise<void>> {
  const controller = new DefinitionController(services)
  await controller.start()
  return () => controller.stop()
}

class DefinitionController {
  readonly #services: Services
  readonly #waiting = new Set<string>()
  #working: Promise<void> = Promise.resolve()
  #revision = 0
  readonly #stops: (() => void)[] = []
  /** The collections of definitions that wait for their last objects to go. */
  readonly #draining = new Map<string, string>()

  constructor(services: Services) {
    this.#services = services
  }

  async start(): Promise<void> {
    const { store } = this.#services
    for (const stored of store.list(definitionsKey)) {
      this.#serve(stored.object)
      this.#enqueue(stored.name)
    }
    this.#stops.push(
      store.listen(definitionsKey, change => {
        const name = (change.now ?? change.before)?.name ?? ''
        if (change.now) this.#serve(change.now.object)
        else this.#forget(name)
        this.#enqueue(name)
      }),
      store.listenAll((storageKey, change) => {
        const definition = this.#draining.get(storageKey)
        if (definition !== undefined && !change.now) this.#enqueue(definition)
      }),
    )
    await this.#working
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop()
    this.#waiting.clear()
    await this.#working
  }

  /** Publishes the types of an established definition, and takes back those of any other. */
  #serve(object: JsonObject): void {
    const definition = readDefinition(object)
    const types = definition.isEstablished ? customTypes(definition, ++this.#revision, this.#services) : []
    this.#services.registry.setCustom(definition.name, types)
  }

  #forget(name: string): void {
    this.#services.registry.setCustom(name, [])
    for (const [key, definition] of this.#draining) if (definition === name) this.#draining.delete(key)
    this.#enqueueConflicting()
  }

  /** Names that were freed may be what others wait for. */
  #enqueueConflicting(): void {
    for (const stored of this.#services.store.list(definitionsKey)) {
      if (!isConditionTrue(stored.object, 'NamesAccepted')) this.#enqueue(stored.name)
    }
  }

  #enqueue(name: string): void {
    if (this.#waiting.has(name)) return
    this.#waiting.add(name)
    this.#working = this.#working.then(() => this.#work(name))
  }

  async #work(name: string): Promise<void> {
    if (!this.#waiting.delete(name)) return
    try {
      await this.#reconcile(name)
    } catch (error) {
      // The definition is gone, or was changed meanwhile and is in the queue again.
      if (!(error instanceof ApiError) || (error.code !== 404 && error.code !== 409)) {
        this.#services.log(`cannot reconcile definition '${name}': ${String(error)}`)
      }
    }
  }

  async #reconcile(name: string): Promise<void> {
    const stored = this.#services.store.get(definitionsKey, '', name)
    if (!stored) return
    const { object } = stored
    const isDeleting = metaOf(object)['deletionTimestamp'] !== undefined
    const next = isDeleting ? object : this.#withConditions(object)
    if (!deepEqual(next, object)) {
      await this.#update(name, current => ({ ...current, status: objectAt(next, 'status') }), 'status')
      this.#enqueueConflicting()
    }
    if (isDeleting) await this.#cleanUp(object)
  }

  #withConditions(object: JsonObject): JsonObject {
    const definition = readDefinition(object)
    const now = this.#services.now()
    const others = this.#services.store
      .list(definitionsKey)
      .map(each => readDefinition(each.object))
      .filter(each => each.group === definition.group && each.name !== definition.name)
    const { accepted, condition } = acceptNames(definition, others)
    const status = { ...objectAt(object, 'status'), acceptedNames: namesJson(accepted) }
    let next = withCondition({ ...object, status }, condition, now)
    if (!definition.isEstablished) next = withCondition(next, established(condition.status === 'True'), now)
    const approval = approvalCondition(object)
    if (approval) next = withCondition(next, approval, now)
    return orderedStatus(next)
  }

  /** Deletes the objects of a definition that is going; when none is left, lets it go. */
  async #cleanUp(object: JsonObject): Promise<void> {
    if (!stringsAt(metaOf(object), 'finalizers').includes(cleanupFinalizer)) return
    const definition = readDefinition(object)
    const { store, objects } = this.#services
    const storageKey = `${definition.names.plural}.${definition.group}`
    const type = this.#anyType(definition.name)
    this.#draining.set(storageKey, definition.name)
    if (type) {
      for (const item of store.list(storageKey)) {
        if (metaOf(item.object)['deletionTimestamp'] !== undefined) continue
        await objects.delete(type, item.namespace, item.name)
      }
    }
    if (type && store.list(storageKey).length > 0) {
      await this.#noteProgress(object)
      return
    }
    this.#draining.delete(storageKey)
    await this.#update(definition.name, current => withoutFinalizer(current), '')
  }

  async #noteProgress(object: JsonObject): Promise<void> {
    const reason = 'InstanceDeletionInProgress'
    if (conditionsOf(object).some(each => each['type'] === 'Terminating' && each['reason'] === reason)) return
    const condition: Condition = {
      type: 'Terminating',
      status: 'True',
      reason,
      message: 'CustomResource deletion is in progress',
    }
    const change = (current: JsonObject) => withCondition(current, condition, this.#services.now())
    await this.#update(stringAt(metaOf(object), 'name'), change, 'status')
  }

  #anyType(definition: string): ResourceType | undefined {
    for (const type of this.#services.registry.all()) if (type.custom?.definition === definition) return type
    return undefined
  }

  async #update(
    name: string,
    change: (current: JsonObject) => JsonObject,
    subresource: 'status' | '',
  ): Promise<void> {
    const { registry, objects } = this.#services
    const type = registry.find('apiextensions.k8s.io', 'v1', 'customresourcedefinitions')
    if (type) await objects.update(type, '', name, change, { subresource })
  }
}

function established(namesAccepted: boolean): Condition {
  return namesAccepted
    ? {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      }
    : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
}

function approvalCondition(object: JsonObject): Condition | undefined {
  const approval = approvalOf(object)
  if (!approval) return undefined
  return {
    type: 'KubernetesAPIApprovalPolicyConformant',
    status: approval.state === 'Approved' ? 'True' : 'False',
    reason: `${approval.state}Annotation`,
    message: approval.reason,
  }
}

/** Members in the order in which Kubernetes writes them. */
function orderedStatus(object: JsonObject): JsonObject {
  const { conditions, acceptedNames, storedVersions, ...rest } = objectAt(object, 'status')
  return { ...object, status: { conditions, acceptedNames, storedVersions, ...rest } }
}

function withoutFinalizer(definition: JsonObject): JsonObject {
  const finalizers = stringsAt(metaOf(definition), 'finalizers').filter(each => each !== cleanupFinalizer)
  return withMeta(definition, { finalizers: finalizers.length > 0 ? finalizers : undefined })
}
