import type { JsonValue } from '@sluice/base/json'
import type { KindInfo, KubeObject } from '../meta/index.ts'
import type { ConnectionConfig, Impersonation } from './config.ts'
import { Discovery } from './discovery.ts'
import { isNotFound, UnknownKindError } from './kube-error.ts'
import { collectionPath, listQuery, objectPath, writeQuery } from './paths.ts'
import { asList, asObject } from './read-object.ts'
import { type Request, Transport } from './transport.ts'
import type {
  ApplyOptions,
  DeleteOptions,
  KubeClient,
  KubeList,
  ListOptions,
  PatchType,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './types.ts'
import { watchEvents } from './watch-stream.ts'

const partialObject = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const partialList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
const patchTypes: Readonly<Record<PatchType | 'apply', string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

/** A client for one API server. Connects on the first request. */
export function createClient(config: ConnectionConfig): KubeClient {
  const transport = new Transport(config)
  return new HttpClient(transport, config.impersonate ? impersonationHeaders(config.impersonate) : {}, true)
}

class HttpClient implements KubeClient {
  readonly #transport: Transport
  readonly #headers: Readonly<Record<string, string | string[]>>
  readonly #owned: boolean
  readonly #discovery: Discovery

  constructor(
    transport: Transport,
    headers: Readonly<Record<string, string | string[]>>,
    owned: boolean,
    discovery?: Discovery,
  ) {
    this.#transport = transport
    this.#headers = headers
    this.#owned = owned
    this.#discovery =
      discovery ?? new Discovery((path, accept) => this.#send({ method: 'GET', path, accept }))
  }

  async get(kind: KindInfo, namespace: string, name: string, signal?: AbortSignal): Promise<KubeObject> {
    const path = objectPath(kind, namespace, name)
    return asObject(await this.#send({ method: 'GET', path, ...(signal && { signal }) }, kind), path)
  }

  async find(
    kind: KindInfo,
    namespace: string,
    name: string,
    signal?: AbortSignal,
  ): Promise<KubeObject | undefined> {
    try {
      return await this.get(kind, namespace, name, signal)
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }

  async list(kind: KindInfo, options: ListOptions = {}): Promise<KubeList> {
    const path = collectionPath(kind, options.namespace) + listQuery(options)
    const accept = options.metadataOnly ? partialList : undefined
    return asList(await this.#send(request('GET', path, options, { accept }), kind), kind)
  }

  async *watch(kind: KindInfo, options: WatchOptions = {}): AsyncGenerator<WatchEvent> {
    const query = listQuery(options, {
      watch: 'true',
      ...(options.allowBookmarks || options.sendInitialEvents ? { allowWatchBookmarks: 'true' } : {}),
      ...(options.sendInitialEvents
        ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
        : {}),
      ...(options.timeoutSeconds ? { timeoutSeconds: String(options.timeoutSeconds) } : {}),
    })
    const accept = options.metadataOnly ? partialObject : undefined
    const path = collectionPath(kind, options.namespace) + query
    const body = await this.#transport.stream(this.#withHeaders(request('GET', path, options, { accept })))
    try {
      options.onOpen?.()
      yield* watchEvents(body, kind)
    } finally {
      body.destroy()
    }
  }

  async create(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const kind = await this.#kindOf(object)
    const namespace = object.metadata.namespace
    if (kind.namespaced && !namespace)
      throw new TypeError(`${object.kind} '${object.metadata.name}' without a namespace`)
    const path = collectionPath(kind, namespace) + writeQuery(options, validation(options))
    return asObject(
      await this.#send(request('POST', path, options, { body: object, ...answerOf(options) }), kind),
      path,
    )
  }

  async update(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const kind = await this.#kindOf(object)
    const path = this.#pathOf(kind, object, options) + writeQuery(options, validation(options))
    return asObject(
      await this.#send(request('PUT', path, options, { body: object, ...answerOf(options) }), kind),
      path,
    )
  }

  async patch(
    kind: KindInfo,
    namespace: string,
    name: string,
    patch: { readonly type: PatchType; readonly body: unknown },
    options: WriteOptions = {},
  ): Promise<KubeObject> {
    const path =
      objectPath(kind, namespace, name, options.subresource) + writeQuery(options, validation(options))
    const extra = { body: patch.body, contentType: patchTypes[patch.type], ...answerOf(options) }
    return asObject(await this.#send(request('PATCH', path, options, extra), kind), path)
  }

  async apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
    const kind = await this.#kindOf(object)
    const query = writeQuery(options, { force: options.force ? 'true' : undefined, ...validation(options) })
    const path = this.#pathOf(kind, object, options) + query
    const extra = { body: object, contentType: patchTypes.apply, ...answerOf(options) }
    return asObject(await this.#send(request('PATCH', path, options, extra), kind), path)
  }

  async delete(
    kind: KindInfo,
    namespace: string,
    name: string,
    options: DeleteOptions = {},
  ): Promise<KubeObject | undefined> {
    const path = objectPath(kind, namespace, name) + writeQuery({ ...(options.dryRun && { dryRun: true }) })
    const answer = await this.#send(request('DELETE', path, options, { body: deleteBody(options) }), kind)
    const isStatus =
      typeof answer === 'object' && answer !== null && 'kind' in answer && answer['kind'] === 'Status'
    return isStatus ? undefined : asObject(answer, path)
  }

  async deleteCollection(kind: KindInfo, options: ListOptions & DeleteOptions): Promise<void> {
    const path =
      collectionPath(kind, options.namespace) + listQuery(options, options.dryRun ? { dryRun: 'All' } : {})
    await this.#send(request('DELETE', path, options, { body: deleteBody(options) }), kind)
  }

  resolve(apiVersion: string, kind: string): Promise<KindInfo | undefined> {
    return this.#discovery.resolve(apiVersion, kind)
  }

  resolveKind(group: string, kind: string): Promise<KindInfo | undefined> {
    return this.#discovery.resolveKind(group, kind)
  }

  raw(
    method: string,
    path: string,
    body?: unknown,
    options: { readonly contentType?: string; readonly accept?: string; readonly signal?: AbortSignal } = {},
  ): Promise<unknown> {
    return this.#send(
      request(method, path, options, { body, contentType: options.contentType, accept: options.accept }),
    )
  }

  impersonate(user: string, groups: readonly string[] = []): KubeClient {
    return new HttpClient(this.#transport, impersonationHeaders({ user, groups }), false, this.#discovery)
  }

  async close(): Promise<void> {
    if (this.#owned) await this.#transport.close()
  }

  async #kindOf(object: KubeObject): Promise<KindInfo> {
    const kind = await this.#discovery.resolve(object.apiVersion, object.kind)
    if (!kind) throw new UnknownKindError(object.apiVersion, object.kind)
    return kind
  }

  #pathOf(kind: KindInfo, { metadata }: KubeObject, options: WriteOptions): string {
    return objectPath(kind, metadata.namespace ?? '', metadata.name, options.subresource)
  }

  async #send(request: Request, kind?: KindInfo): Promise<JsonValue | undefined> {
    try {
      return await this.#transport.json(this.#withHeaders(request))
    } catch (error) {
      // A 404 that names no object means that the path is unknown: the kind went away or moved.
      if (kind && isNotFound(error) && error.status.details?.['name'] === undefined) {
        this.#discovery.forget(kind.group ? `${kind.group}/${kind.version}` : kind.version)
      }
      throw error
    }
  }

  #withHeaders(request: Request): Request {
    return { ...request, headers: this.#headers }
  }
}

function request(
  method: string,
  path: string,
  { signal }: { readonly signal?: AbortSignal },
  extra: {
    readonly body?: unknown
    readonly contentType?: string | undefined
    readonly accept?: string | undefined
  } = {},
): Request {
  const { body, contentType, accept } = extra
  return {
    method,
    path,
    ...(body === undefined ? {} : { body }),
    ...(contentType ? { contentType } : {}),
    ...(accept ? { accept } : {}),
    ...(signal ? { signal } : {}),
  }
}

/** A server that knows no metadata alone may answer the object: what was written must not fail for its answer. */
function answerOf({ metadataOnly }: WriteOptions): { readonly accept?: string } {
  return metadataOnly ? { accept: `${partialObject},application/json` } : {}
}

function validation({ fieldValidation }: WriteOptions): Readonly<Record<string, string | undefined>> {
  return { fieldValidation }
}

function deleteBody({ propagationPolicy, gracePeriodSeconds, preconditions }: DeleteOptions): object {
  return { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy, gracePeriodSeconds, preconditions }
}

function impersonationHeaders({
  user,
  groups,
  uid,
  extra,
}: Impersonation): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { 'impersonate-user': user }
  if (groups?.length) headers['impersonate-group'] = [...groups]
  if (uid) headers['impersonate-uid'] = uid
  for (const [key, values] of Object.entries(extra ?? {})) {
    headers[`impersonate-extra-${encodeURIComponent(key)}`] = [...values]
  }
  return headers
}
