/** What the workload controllers see of the server: a few kinds, read from memory, written as requests are. @module */
import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { ApiError } from '../status/index.ts'
import { objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { eventOf } from './event-object.ts'
import { EventLog, type Happening } from './events.ts'
import { userOf } from './identity.ts'

/** The kinds that controllers work with, by a short name. */
export const kinds = {
  pods: ['', 'v1', 'pods'],
  services: ['', 'v1', 'services'],
  endpoints: ['', 'v1', 'endpoints'],
  events: ['', 'v1', 'events'],
  nodes: ['', 'v1', 'nodes'],
  claims: ['', 'v1', 'persistentvolumeclaims'],
  volumes: ['', 'v1', 'persistentvolumes'],
  configMaps: ['', 'v1', 'configmaps'],
  serviceAccounts: ['', 'v1', 'serviceaccounts'],
  secrets: ['', 'v1', 'secrets'],
  quotas: ['', 'v1', 'resourcequotas'],
  replicationControllers: ['', 'v1', 'replicationcontrollers'],
  deployments: ['apps', 'v1', 'deployments'],
  replicaSets: ['apps', 'v1', 'replicasets'],
  statefulSets: ['apps', 'v1', 'statefulsets'],
  daemonSets: ['apps', 'v1', 'daemonsets'],
  revisions: ['apps', 'v1', 'controllerrevisions'],
  jobs: ['batch', 'v1', 'jobs'],
  cronJobs: ['batch', 'v1', 'cronjobs'],
  autoscalers: ['autoscaling', 'v2', 'horizontalpodautoscalers'],
  budgets: ['policy', 'v1', 'poddisruptionbudgets'],
  slices: ['discovery.k8s.io', 'v1', 'endpointslices'],
  ingresses: ['networking.k8s.io', 'v1', 'ingresses'],
  leases: ['coordination.k8s.io', 'v1', 'leases'],
  storageClasses: ['storage.k8s.io', 'v1', 'storageclasses'],
  validatingPolicies: ['admissionregistration.k8s.io', 'v1', 'validatingadmissionpolicies'],
} as const

export type KindName = keyof typeof kinds

/** How an object is deleted, where not as it is deleted by default. */
interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan'
}

type Change = (current: JsonObject) => JsonObject

/** The programs whose parts controllers play: managed fields name them. */
export type Agent = 'kube-controller-manager' | 'kube-scheduler' | 'kubelet'

/** Reads and writes of one controller, named in events. */
export class Cluster {
  readonly services: Services
  readonly #name: string
  readonly #agent: Agent
  readonly #events = new EventLog()

  constructor(services: Services, name: string, agent: Agent = 'kube-controller-manager') {
    this.services = services
    this.#name = name
    this.#agent = agent
  }

  get now(): Date {
    return this.services.now()
  }

  /** RFC 3339 in whole seconds. */
  get timestamp(): string {
    return this.now.toISOString().replace(/\.\d+Z$/, 'Z')
  }

  type(kind: KindName): ResourceType {
    const [group, version, plural] = kinds[kind]
    const type = this.services.registry.find(group, version, plural)
    if (!type) throw new Error(`the server does not serve ${plural}`)
    return type
  }

  find(kind: KindName, namespace: string, name: string): JsonObject | undefined {
    return this.services.store.get(this.type(kind).storageKey, namespace, name)?.object
  }

  list(kind: KindName, namespace?: string): readonly JsonObject[] {
    return this.services.store.list(this.type(kind).storageKey, namespace).map(stored => stored.object)
  }

  /** The objects whose controller is `owner`. */
  owned(kind: KindName, owner: JsonObject): readonly JsonObject[] {
    const uid = textAt(objectAt(owner, 'metadata'), 'uid')
    return this.list(kind, namespaceOf(owner)).filter(object => controllerOf(object)?.['uid'] === uid)
  }

  async create(kind: KindName, object: JsonObject): Promise<JsonObject> {
    return await this.services.objects.create(this.type(kind), object, this.#options())
  }

  /** Changes an object and returns it as it is then; throws where it is gone. */
  async change(kind: KindName, object: JsonObject, change: Change, subresource = ''): Promise<JsonObject> {
    return await this.changeAny(this.type(kind), object, change, subresource)
  }

  /** The same for an object of any kind. */
  async changeAny(
    type: ResourceType,
    object: JsonObject,
    change: Change,
    subresource = '',
  ): Promise<JsonObject> {
    const options = { ...this.#options(), subresource }
    return await this.services.objects.update(type, namespaceOf(object), nameOf(object), change, options)
  }

  /** Changes an object; nothing happens where it is gone. */
  async update(kind: KindName, object: JsonObject, change: Change, subresource = ''): Promise<void> {
    try {
      await this.change(kind, object, change, subresource)
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }

  /** Writes a status that differs from the stored one. */
  async setStatus(kind: KindName, object: JsonObject, status: JsonObject): Promise<void> {
    await this.update(kind, object, current => ({ ...current, status }), 'status')
  }

  async delete(kind: KindName, object: JsonObject, options: DeleteOptions = {}): Promise<void> {
    const uid = uidOf(object)
    try {
      await this.services.objects.delete(this.type(kind), namespaceOf(object), nameOf(object), {
        ...this.#options(),
        uid,
        ...options,
      })
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }

  /** Records an event about an object. Events are best effort: a namespace that is going takes no new ones. */
  async tell(object: JsonObject, happening: Happening): Promise<void> {
    const observation = this.#events.observe(object, happening, this.now.getTime())
    if (!observation) return
    const teller = { name: this.#name, now: this.now }
    const event = eventOf(object, happening, observation, teller)
    try {
      const known = this.find('events', namespaceOf(event), observation.name)
      if (known) {
        const { metadata: _own, involvedObject: _first, ...news } = event
        await this.update('events', known, current => ({ ...current, ...news }))
      } else await this.create('events', eventOf(object, happening, { ...observation, count: 1 }, teller))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  #options() {
    return { user: userOf(this.#name), fieldManager: this.#agent }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 404 || error.code === 409)
}

/** Whether a creation was refused since its namespace goes. */
export function isEnding(error: unknown): boolean {
  return (
    error instanceof ApiError && error.reason === 'Forbidden' && error.message.includes('being terminated')
  )
}

export const nameOf = (object: JsonObject): string => textAt(objectAt(object, 'metadata'), 'name')
export const uidOf = (object: JsonObject): string => textAt(objectAt(object, 'metadata'), 'uid')
export const namespaceOf = (object: JsonObject): string => textAt(objectAt(object, 'metadata'), 'namespace')
export const specOf = (object: JsonObject): JsonObject => objectAt(object, 'spec')
export const statusOf = (object: JsonObject): JsonObject => objectAt(object, 'status')
export const isGoing = (object: JsonObject): boolean =>
  objectAt(object, 'metadata')['deletionTimestamp'] !== undefined

/** The owner that controls an object, if there is one. */
export function controllerOf(object: JsonObject): JsonObject | undefined {
  return objectsAt(objectAt(object, 'metadata'), 'ownerReferences').find(
    owner => owner['controller'] === true,
  )
}

/** The reference by which `owner` controls what it makes. */
export function ownerReference(owner: JsonObject): JsonObject {
  const metadata = objectAt(owner, 'metadata')
  return {
    apiVersion: owner['apiVersion'],
    kind: owner['kind'],
    name: metadata['name'],
    uid: metadata['uid'],
    controller: true,
    blockOwnerDeletion: true,
  }
}
