import { deepEqual, type JsonObject, type JsonValue } from '@sluice/base/json'
import {
  type ApplyOptions,
  type DeleteOptions,
  type KubeClient,
  KubeError,
  type KubeList,
  type ListOptions,
  UnknownKindError,
  type WatchEvent,
  type WatchOptions,
  type WriteOptions,
} from '@sluice/kube/client'
import type { KindInfo, KubeObject } from '@sluice/kube/meta'
import { applyFields } from './apply-fields.ts'
import {
  apiVersionOf,
  jsonPatch,
  keyOf,
  mergePatch,
  selects,
  stamps,
  withoutVersion,
} from './memory-objects.ts'

/** One request that the cluster got. */
export interface SeenRequest {
  readonly verb: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly dryRun: boolean
  readonly subresource: string
  readonly manager: string
}

/** How the cluster behaves. */
export interface MemoryClusterOptions {
  readonly kinds?: readonly KindInfo[]
  readonly objects?: readonly object[]
  /** An error for requests that are to fail. */
  readonly refuse?: (request: SeenRequest, object?: KubeObject) => KubeError | undefined
  /** Deletions that never end, as `<Kind>/<name>`: something holds a finalizer. */
  readonly holds?: readonly string[]
}

const core = (kind: string, plural: string, namespaced = true): KindInfo => ({
  group: '',
  version: 'v1',
  kind,
  plural,
  namespaced,
})
const builtIn: readonly KindInfo[] = [
  core('Namespace', 'namespaces', false),
  core('ConfigMap', 'configmaps'),
  core('Secret', 'secrets'),
  core('Service', 'services'),
  core('ServiceAccount', 'serviceaccounts'),
  core('Event', 'events'),
  { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true },
  { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true },
  { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', namespaced: true },
  {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'ClusterRole',
    plural: 'clusterroles',
    namespaced: false,
  },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
  },
]

/** Kubernetes errors as a server words them. */
export const refusal = {
  notFound: (kind: KindInfo, name: string) => {
    const resource = kind.group ? `${kind.plural}.${kind.group}` : kind.plural
    return new KubeError({
      code: 404,
      reason: 'NotFound',
      message: `${resource} "${name}" not found`,
      details: { name },
    })
  },
  conflict: (message = 'the object has been modified') =>
    new KubeError({ code: 409, reason: 'Conflict', message }),
  invalid: (message: string) => new KubeError({ code: 422, reason: 'Invalid', message }),
  forbidden: (message: string) => new KubeError({ code: 403, reason: 'Forbidden', message }),
}

/** A cluster in memory that behaves as far as our own code needs: versions, generations, watches, apply, deletion. */
export class MemoryCluster implements KubeClient {
  readonly requests: SeenRequest[] = []
  readonly #options: MemoryClusterOptions
  readonly #kinds: KindInfo[]
  readonly #objects = new Map<string, KubeObject>()
  readonly #watchers = new Set<(event: WatchEvent, key: string) => void>()
  #version = 1000

  constructor(options: MemoryClusterOptions = {}) {
    this.#options = options
    this.#kinds = [...builtIn, ...(options.kinds ?? [])]
    for (const object of options.objects ?? []) this.seed(object)
  }

  /** Puts an object in, as it is, without any check. */
  seed(object: object): KubeObject {
    const given = structuredClone(object) as KubeObject
    const kind = this.#kindOf(given)
    const generation = kind.group === '' ? {} : { generation: given.metadata.generation ?? 1 }
    return this.#store(kind, {
      ...given,
      metadata: { uid: `uid-${this.#version}`, ...generation, ...given.metadata },
    })
  }

  /** The stored object, for assertions. */
  peek(kind: string, namespace: string, name: string): KubeObject | undefined {
    const info = this.#kinds.find(known => known.kind === kind)
    return info && this.#objects.get(keyOf(info, namespace, name))
  }

  /** Serves another kind from now on. */
  serve(kind: KindInfo): void {
    this.#kinds.push(kind)
  }

  async get(kind: KindInfo, namespace: string, name: string): Promise<KubeObject> {
    this.#saw('get', kind, namespace, name)
    const found = this.#objects.get(keyOf(kind, namespace, name))
    if (!found) throw refusal.notFound(kind, name)
    return structuredClone(found)
  }

  async find(kind: KindInfo, namespace: string, name: string): Promise<KubeObject | undefined> {
    this.#saw('get', kind, namespace, name)
    const found = this.#objects.get(keyOf(kind, namespace, name))
    return found && structuredClone(found)
  }

  async list(kind: KindInfo, options: ListOptions = {}): Promise<KubeList> {
    this.#saw('list', kind, options.namespace ?? '', '')
    const items = [...this.#objects]
      .filter(([key, object]) => selects(kind, key, object, options))
      .map(([, object]) => structuredClone(object))
    return { metadata: { resourceVersion: String(this.#version) }, items }
  }

  async *watch(kind: KindInfo, options: WatchOptions = {}): AsyncGenerator<WatchEvent> {
    this.#saw('watch', kind, options.namespace ?? '', '')
    const queue: WatchEvent[] = []
    let wake: (() => void) | undefined
    const listener = (event: WatchEvent, key: string) => {
      if (!selects(kind, key, event.object, options)) return
      queue.push(structuredClone(event))
      wake?.()
    }
    if (options.sendInitialEvents) queue.push(...this.#initialEvents(kind, options))
    this.#watchers.add(listener)
    options.onOpen?.()
    const onAbort = () => wake?.()
    options.signal?.addEventListener('abort', onAbort)
    try {
      while (!options.signal?.aborted) {
        const next = queue.shift()
        if (next) yield next
        else await new Promise<void>(resolve => (wake = resolve))
      }
    } finally {
      this.#watchers.delete(listener)
      options.signal?.removeEventListener('abort', onAbort)
    }
  }

  async create(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const kind = this.#kindOf(object)
    const { namespace = '', name } = object.metadata
    this.#saw('create', kind, namespace, name, options, object)
    if (this.#objects.has(keyOf(kind, namespace, name))) {
      throw new KubeError({
        code: 409,
        reason: 'AlreadyExists',
        message: `${kind.plural} "${name}" already exists`,
      })
    }
    return this.#put(kind, undefined, object, options)
  }

  async update(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const kind = this.#kindOf(object)
    const { namespace = '', name } = object.metadata
    this.#saw('update', kind, namespace, name, options, object)
    return this.#put(kind, this.#existing(kind, namespace, name), object, options)
  }

  async patch(
    kind: KindInfo,
    namespace: string,
    name: string,
    patch: { readonly type: string; readonly body: unknown },
    options: WriteOptions = {},
  ): Promise<KubeObject> {
    this.#saw(`patch-${patch.type}`, kind, namespace, name, options)
    const existing = this.#existing(kind, namespace, name)
    const body = JSON.parse(JSON.stringify(patch.body)) as JsonValue
    const patched =
      patch.type === 'json' ? jsonPatch(existing, body) : mergePatch(existing as unknown as JsonObject, body)
    return this.#put(kind, existing, patched as unknown as KubeObject, options)
  }

  async apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
    const kind = this.#kindOf(object)
    const { namespace = '', name } = object.metadata
    this.#saw('apply', kind, namespace, name, options, object)
    const existing = this.#objects.get(keyOf(kind, namespace, name))
    return this.#put(kind, existing, applyFields(existing, object, options.fieldManager), options)
  }

  async delete(
    kind: KindInfo,
    namespace: string,
    name: string,
    options: DeleteOptions = {},
  ): Promise<KubeObject | undefined> {
    this.#saw('delete', kind, namespace, name, options.dryRun ? { dryRun: true } : {})
    const existing = this.#existing(kind, namespace, name)
    const held =
      this.#options.holds?.includes(`${kind.kind}/${name}`) || (existing.metadata.finalizers?.length ?? 0) > 0
    if (!held) {
      this.#remove(kind, existing)
      return undefined
    }
    const deletionTimestamp = existing.metadata.deletionTimestamp ?? '2026-01-01T00:00:00Z'
    return this.#store(kind, { ...existing, metadata: { ...existing.metadata, deletionTimestamp } })
  }

  async deleteCollection(kind: KindInfo, options: ListOptions & DeleteOptions): Promise<void> {
    for (const { metadata } of (await this.list(kind, options)).items)
      await this.delete(kind, metadata.namespace ?? '', metadata.name)
  }

  async resolve(apiVersion: string, kind: string): Promise<KindInfo | undefined> {
    return this.#kinds.find(known => known.kind === kind && apiVersionOf(known) === apiVersion)
  }

  async resolveKind(group: string, kind: string): Promise<KindInfo | undefined> {
    return this.#kinds.find(known => known.group === group && known.kind === kind)
  }

  raw(method: string, path: string): Promise<unknown> {
    return Promise.reject(new Error(`the memory cluster does not serve ${method} ${path}`))
  }

  impersonate(): KubeClient {
    return this
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #put(
    kind: KindInfo,
    existing: KubeObject | undefined,
    wanted: KubeObject,
    options: WriteOptions,
  ): KubeObject {
    const version = wanted.metadata.resourceVersion
    if (existing && version !== undefined && version !== existing.metadata.resourceVersion)
      throw refusal.conflict()
    const part =
      options.subresource === 'status' && existing ? { ...existing, status: wanted.status } : wanted
    const next = {
      ...part,
      metadata: { ...part.metadata, resourceVersion: existing?.metadata.resourceVersion },
    } as KubeObject
    if (existing && deepEqual(existing as unknown as JsonValue, next as unknown as JsonValue))
      return structuredClone(existing)
    const stamped = {
      ...next,
      metadata: { ...next.metadata, ...stamps(kind, existing, next, this.#version) },
    } as KubeObject
    if (options.dryRun) return structuredClone(existing ? stamped : withoutVersion(stamped))
    if (stamped.metadata.deletionTimestamp && !stamped.metadata.finalizers?.length) {
      this.#remove(kind, stamped)
      return stamped
    }
    return structuredClone(this.#store(kind, stamped))
  }

  #store(kind: KindInfo, object: KubeObject): KubeObject {
    const key = keyOf(kind, object.metadata.namespace ?? '', object.metadata.name)
    const type = this.#objects.has(key) ? 'MODIFIED' : 'ADDED'
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } }
    this.#objects.set(key, stored)
    this.#tell({ type, object: stored }, key)
    return stored
  }

  #remove(kind: KindInfo, object: KubeObject): void {
    const key = keyOf(kind, object.metadata.namespace ?? '', object.metadata.name)
    this.#objects.delete(key)
    const gone = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } }
    this.#tell({ type: 'DELETED', object: gone }, key)
  }

  #initialEvents(kind: KindInfo, options: WatchOptions): WatchEvent[] {
    const there = [...this.#objects].filter(([key, object]) => selects(kind, key, object, options))
    const metadata = {
      name: '',
      resourceVersion: String(this.#version),
      annotations: { 'k8s.io/initial-events-end': 'true' },
    }
    const end = {
      type: 'BOOKMARK',
      object: { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata },
    } as const
    return [...there.map(([, object]) => ({ type: 'ADDED', object: structuredClone(object) }) as const), end]
  }

  #tell(event: WatchEvent, key: string): void {
    for (const watcher of this.#watchers) watcher(event, key)
  }

  #existing(kind: KindInfo, namespace: string, name: string): KubeObject {
    const found = this.#objects.get(keyOf(kind, namespace, name))
    if (!found) throw refusal.notFound(kind, name)
    return found
  }

  #kindOf(object: KubeObject): KindInfo {
    const kind = this.#kinds.find(
      known => known.kind === object.kind && apiVersionOf(known) === object.apiVersion,
    )
    if (!kind) throw new UnknownKindError(object.apiVersion, object.kind)
    return kind
  }

  #saw(
    verb: string,
    kind: KindInfo,
    namespace: string,
    name: string,
    options: WriteOptions = {},
    object?: KubeObject,
  ): void {
    const { dryRun = false, subresource = '', fieldManager: manager = '' } = options
    const seen = { verb, kind: kind.kind, namespace, name, dryRun, subresource, manager }
    this.requests.push(seen)
    const refused = this.#options.refuse?.(seen, object)
    if (refused) throw refused
  }
}
