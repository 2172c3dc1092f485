import type { KindInfo, KubeObject, ListMeta } from '../meta/index.ts'

/** A list as an API server answers it. */
export interface KubeList {
  readonly metadata: ListMeta
  readonly items: readonly KubeObject[]
}

/** Filters of a list, watch or deletecollection. */
export interface ListOptions {
  /** Undefined lists every namespace. */
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  readonly limit?: number
  readonly continue?: string
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan'
  /** Ask for PartialObjectMetadata only: `spec`, `status` and the like are absent. */
  readonly metadataOnly?: boolean
  readonly signal?: AbortSignal
}

/** Options of a write. */
export interface WriteOptions {
  readonly fieldManager?: string
  readonly dryRun?: boolean
  readonly subresource?: 'status' | 'scale'
  /** What the server does with unknown fields. Default: the server's. */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict'
  /** Ask for an answer of metadata alone: `spec`, `status` and the like are absent. */
  readonly metadataOnly?: boolean
  readonly signal?: AbortSignal
}

/** Options of a server-side apply. */
export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string
  readonly force?: boolean
}

/** Options of a delete. */
export interface DeleteOptions {
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan'
  readonly gracePeriodSeconds?: number
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
}

/** How a patch body is read. */
export type PatchType = 'json' | 'merge' | 'strategic'

/** One event of a watch. `ERROR` events are thrown as `KubeError`, never yielded. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: KubeObject
}

/** Options of a watch. */
export interface WatchOptions extends ListOptions {
  readonly allowBookmarks?: boolean
  readonly sendInitialEvents?: boolean
  readonly timeoutSeconds?: number
  /** Called when the server has accepted the watch: from now on changes arrive as they happen. */
  readonly onOpen?: () => void
}

/** Requests to one API server as one user. All kinds alike; nothing is cached but discovery. */
export interface KubeClient {
  get(kind: KindInfo, namespace: string, name: string, signal?: AbortSignal): Promise<KubeObject>
  /** As `get`, but undefined where the object is missing. */
  find(kind: KindInfo, namespace: string, name: string, signal?: AbortSignal): Promise<KubeObject | undefined>
  list(kind: KindInfo, options?: ListOptions): Promise<KubeList>
  watch(kind: KindInfo, options?: WatchOptions): AsyncIterable<WatchEvent>
  create(object: KubeObject, options?: WriteOptions): Promise<KubeObject>
  update(object: KubeObject, options?: WriteOptions): Promise<KubeObject>
  patch(
    kind: KindInfo,
    namespace: string,
    name: string,
    patch: { readonly type: PatchType; readonly body: unknown },
    options?: WriteOptions,
  ): Promise<KubeObject>
  apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject>
  delete(
    kind: KindInfo,
    namespace: string,
    name: string,
    options?: DeleteOptions,
  ): Promise<KubeObject | undefined>
  deleteCollection(kind: KindInfo, options: ListOptions & DeleteOptions): Promise<void>
  /** The kind's address, from discovery (cached, refreshed once when unknown). Undefined: the server does not serve it. */
  resolve(apiVersion: string, kind: string, signal?: AbortSignal): Promise<KindInfo | undefined>
  /** As `resolve`, in the version that the server prefers. */
  resolveKind(group: string, kind: string): Promise<KindInfo | undefined>
  /** Any other request: a path with query, JSON in and out. */
  raw(
    method: string,
    path: string,
    body?: unknown,
    options?: { readonly contentType?: string; readonly accept?: string; readonly signal?: AbortSignal },
  ): Promise<unknown>
  /** A client for the same server that acts as another user. */
  impersonate(user: string, groups?: readonly string[]): KubeClient
  close(): Promise<void>
}
