/** Deletes objects whose owners are gone, and finishes foreground and orphaning deletions. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { ApiError } from '../status/index.ts'
import type { Stored } from '../storage/index.ts'
import { isDeleting, listAt, metaOf, stringAt, stringsAt, withMeta } from '../verbs/object.ts'
import { Cluster } from '../workloads/cluster.ts'
import { controllerUser } from './controller-user.ts'
import { type Node, OwnerGraph, ownersOf, uidOf } from './owner-graph.ts'
import { type Queue, startQueue } from './queue.ts'

const options = { user: controllerUser('generic-garbage-collector'), fieldManager: 'kube-controller-manager' }

export function startGarbageCollector(services: Services): () => Promise<void> {
  const collector = new Collector(services)
  return () => collector.stop()
}

type OwnerState = 'solid' | 'dangling' | 'waiting'

class Collector {
  readonly #services: Services
  readonly #graph = new OwnerGraph()
  readonly #cluster: Cluster
  readonly #queue: Queue
  readonly #stopListening: () => void

  constructor(services: Services) {
    this.#services = services
    this.#cluster = new Cluster(services, 'garbage-collector-controller')
    this.#queue = startQueue(services, uid => this.#work(uid))
    this.#stopListening = services.store.listenAll((storageKey, { now, before }) => {
      if (now) this.#seen(storageKey, now)
      else if (before) this.#gone(before)
    })
    for (const storageKey of services.store.storageKeys()) {
      for (const stored of services.store.list(storageKey))
        if (stored.isLinked) this.#seen(storageKey, stored)
    }
  }

  async stop(): Promise<void> {
    this.#stopListening()
    await this.#queue.stop()
  }

  #seen(storageKey: string, stored: Stored): void {
    // Who has no owners and stays is looked up in the store alone.
    if (!stored.isLinked) {
      this.#graph.delete(stored.uid)
      return
    }
    const node = this.#graph.set(storageKey, stored)
    if (node.owners.length > 0 || isDeleting(stored.object)) this.#queue.add(node.uid)
    if (!isDeleting(stored.object)) return
    for (const uid of this.#graph.dependentsOf(node.uid)) this.#queue.add(uid)
  }

  #gone(stored: Stored): void {
    const { uid } = stored
    const owners = stored.isLinked ? ownersOf(stored.object) : []
    this.#graph.delete(uid)
    for (const dependent of this.#graph.dependentsOf(uid)) this.#queue.add(dependent)
    for (const owner of owners) this.#queue.add(owner.uid)
  }

  async #work(uid: string): Promise<void> {
    const node = this.#graph.get(uid)
    if (!node) return
    const stored = this.#services.store.get(node.storageKey, node.namespace, node.name)
    const type = this.#typeOf(node.storageKey)
    if (!stored || !type || uidOf(stored.object) !== uid) return
    try {
      if (isDeleting(stored.object)) await this.#finishDeletion(type, node, stored)
      else await this.#checkOwners(type, node, stored)
    } catch (error) {
      const isLate = error instanceof ApiError && (error.code === 404 || error.code === 409)
      if (!isLate) throw error
    }
  }

  #typeOf(storageKey: string): ResourceType | undefined {
    return this.#services.registry.stored().find(type => type.storageKey === storageKey)
  }

  async #checkOwners(type: ResourceType, node: Node, stored: Stored): Promise<void> {
    const owners = ownersOf(stored.object)
    const states = owners.map(owner => this.#stateOf(owner, stored, type))
    if (states.length === 0 || states.includes('unknown')) return
    for (const owner of owners.filter((_, i) => states[i] === 'dangling'))
      await this.#tellStray(owner, stored)
    const others = owners.filter((_, i) => states[i] === 'solid').map(owner => owner.uid)
    if (others.length > 0) {
      if (others.length < owners.length) await this.#keepOwners(type, node, others)
      return
    }
    const isWaiting = states.includes('waiting') && this.#graph.dependentsOf(node.uid).length > 0
    await this.#delete(type, stored, isWaiting ? 'Foreground' : undefined)
  }

  async #delete(type: ResourceType, stored: Stored, policy: 'Foreground' | undefined): Promise<void> {
    const finalizers = stringsAt(stored.metadata, 'finalizers')
    const kept = finalizers.includes('orphan')
      ? 'Orphan'
      : finalizers.includes('foregroundDeletion')
        ? 'Foreground'
        : 'Background'
    await this.#services.objects.delete(type, stored.namespace, stored.name, {
      ...options,
      propagationPolicy: policy ?? kept,
      uid: uidOf(stored.object),
    })
  }

  /** Tells of an owner that is there, but in another namespace. */
  async #tellStray(owner: OwnerRef, { object, namespace }: Stored): Promise<void> {
    const type = this.#typeNamedBy(owner)
    if (!type?.namespaced) return
    const others = this.#services.store.list(type.storageKey)
    if (!others.some(other => other.namespace !== namespace && other.uid === owner.uid)) return
    const { apiVersion, kind, name, uid } = owner
    const reference = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`
    const message = `ownerRef ${reference} does not exist in namespace "${namespace}"`
    await this.#cluster.tell(object, { type: 'Warning', reason: 'OwnerRefInvalidNamespace', message })
  }

  #typeNamedBy(owner: OwnerRef): ResourceType | undefined {
    const [group = '', version = ''] = owner.apiVersion.includes('/')
      ? owner.apiVersion.split('/')
      : ['', owner.apiVersion]
    return this.#services.registry.findKind(group, version, owner.kind)
  }

  /** An owner is looked for where the reference says it is: by kind and name, in the dependent's namespace. */
  #stateOf(owner: OwnerRef, stored: Stored, dependent: ResourceType): OwnerState | 'unknown' {
    const type = this.#typeNamedBy(owner)
    if (!type || (type.namespaced && !dependent.namespaced)) return 'unknown'
    const namespace = type.namespaced ? stored.namespace : ''
    const found = this.#services.store.get(type.storageKey, namespace, owner.name)
    if (!found || uidOf(found.object) !== owner.uid) return 'dangling'
    const isForeground = stringsAt(found.metadata, 'finalizers').includes('foregroundDeletion')
    return isDeleting(found.object) && isForeground ? 'waiting' : 'solid'
  }

  async #finishDeletion(type: ResourceType, node: Node, stored: Stored): Promise<void> {
    const finalizers = stringsAt(stored.metadata, 'finalizers')
    if (finalizers.includes('orphan')) {
      for (const uid of this.#graph.dependentsOf(node.uid)) await this.#orphan(uid, node.uid)
      await this.#dropFinalizer(type, node, 'orphan')
    } else if (finalizers.includes('foregroundDeletion')) {
      const dependents = this.#graph.dependentsOf(node.uid)
      for (const uid of dependents) this.#queue.add(uid)
      const isBlocked = dependents.some(uid =>
        this.#graph.get(uid)?.owners.some(o => o.uid === node.uid && o.blocks),
      )
      if (!isBlocked) await this.#dropFinalizer(type, node, 'foregroundDeletion')
    }
  }

  async #orphan(uid: string, owner: string): Promise<void> {
    const node = this.#graph.get(uid)
    const type = node && this.#typeOf(node.storageKey)
    if (!node || !type) return
    await this.#keepOwners(type, node, undefined, owner)
  }

  /** Leaves only the named owners, or all but one. */
  async #keepOwners(
    type: ResourceType,
    node: Node,
    kept: readonly string[] | undefined,
    dropped?: string,
  ): Promise<void> {
    await this.#change(type, node, object => {
      const owners = listAt(metaOf(object), 'ownerReferences').filter(owner => {
        const uid = isJsonObject(owner) ? stringAt(owner, 'uid') : ''
        return kept ? kept.includes(uid) : uid !== dropped
      })
      return withMeta(object, { ownerReferences: owners.length > 0 ? owners : undefined })
    })
  }

  async #dropFinalizer(type: ResourceType, node: Node, finalizer: string): Promise<void> {
    await this.#change(type, node, object => {
      const finalizers = stringsAt(metaOf(object), 'finalizers').filter(each => each !== finalizer)
      return withMeta(object, { finalizers: finalizers.length > 0 ? finalizers : undefined })
    })
  }

  async #change(type: ResourceType, node: Node, change: (object: JsonObject) => JsonObject): Promise<void> {
    await this.#services.objects.update(type, node.namespace, node.name, change, options)
  }
}

type OwnerRef = Node['owners'][number]
