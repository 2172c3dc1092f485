import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { KindInfo } from '../meta/index.ts'
import { isNotFound } from './kube-error.ts'

/** Asks the server for a path; the second argument is the Accept header. */
export type Ask = (path: string, accept: string) => Promise<JsonValue | undefined>

const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

/** What the server serves: loaded once (aggregated), and version by version for what is not known yet. */
export class Discovery {
  readonly #ask: Ask
  readonly #versions = new Map<string, ReadonlyMap<string, KindInfo>>()
  readonly #pending = new Map<string, Promise<void>>()
  #loaded: Promise<void> | undefined

  constructor(ask: Ask) {
    this.#ask = ask
  }

  /** The kind's address; undefined if the server does not serve it. */
  async resolve(apiVersion: string, kind: string): Promise<KindInfo | undefined> {
    const known = this.#versions.get(apiVersion)?.get(kind)
    if (known) return known
    await this.#loadAll()
    const loaded = this.#versions.get(apiVersion)?.get(kind)
    if (loaded) return loaded
    await this.#loadVersion(apiVersion)
    return this.#versions.get(apiVersion)?.get(kind)
  }

  /** The kind in the version the server prefers: the first that its discovery names. */
  async resolveKind(group: string, kind: string): Promise<KindInfo | undefined> {
    const known = this.#inAnyVersion(group, kind)
    if (known) return known
    for (const apiVersion of await this.#versionsOf(group)) {
      const found = await this.resolve(apiVersion, kind)
      if (found) return found
    }
    return undefined
  }

  #inAnyVersion(group: string, kind: string): KindInfo | undefined {
    for (const kinds of this.#versions.values()) {
      const found = kinds.get(kind)
      if (found?.group === group) return found
    }
    return undefined
  }

  async #versionsOf(group: string): Promise<readonly string[]> {
    if (group === '') return ['v1']
    try {
      const document = await this.#ask(`/apis/${encodeURIComponent(group)}`, 'application/json')
      const versions = isJsonObject(document) ? objects(document['versions']) : []
      return versions.map(version => textOf(version['groupVersion']))
    } catch (error) {
      if (isNotFound(error)) return []
      throw error
    }
  }

  /** Forgets a version whose kinds turned out to be gone or changed. */
  forget(apiVersion: string): void {
    this.#versions.delete(apiVersion)
  }

  #loadAll(): Promise<void> {
    if (!this.#loaded) {
      const loading = Promise.all([this.#ask('/api', aggregated), this.#ask('/apis', aggregated)])
      this.#loaded = loading.then(documents => {
        for (const document of documents) this.#takeAggregated(document)
      })
      this.#loaded.catch(() => (this.#loaded = undefined))
    }
    return this.#loaded
  }

  /** A plain APIGroupList (an old server) has no resources: versions are then loaded one by one. */
  #takeAggregated(document: JsonValue | undefined): void {
    if (!isJsonObject(document) || document['kind'] !== 'APIGroupDiscoveryList') return
    for (const item of objects(document['items'])) {
      const group = isJsonObject(item['metadata']) ? textOf(item['metadata']['name']) : ''
      for (const version of objects(item['versions'])) this.#takeVersion(group, version)
    }
  }

  #takeVersion(group: string, document: JsonObject): void {
    const version = textOf(document['version'])
    const kinds = new Map<string, KindInfo>()
    for (const resource of objects(document['resources'])) {
      const responseKind = resource['responseKind']
      const kind = isJsonObject(responseKind) ? textOf(responseKind['kind']) : ''
      const namespaced = resource['scope'] === 'Namespaced'
      if (kind) kinds.set(kind, { group, version, kind, plural: textOf(resource['resource']), namespaced })
    }
    if (document['freshness'] !== 'Stale') this.#versions.set(group ? `${group}/${version}` : version, kinds)
  }

  #loadVersion(apiVersion: string): Promise<void> {
    const pending = this.#pending.get(apiVersion)
    if (pending) return pending
    const loading = this.#askVersion(apiVersion).finally(() => this.#pending.delete(apiVersion))
    this.#pending.set(apiVersion, loading)
    return loading
  }

  async #askVersion(apiVersion: string): Promise<void> {
    const slash = apiVersion.indexOf('/')
    const group = slash < 0 ? '' : apiVersion.slice(0, slash)
    const version = apiVersion.slice(slash + 1)
    const path = group
      ? `/apis/${encodeURIComponent(group)}/${encodeURIComponent(version)}`
      : `/api/${encodeURIComponent(version)}`
    try {
      this.#versions.set(apiVersion, kindsOf(await this.#ask(path, 'application/json'), group, version))
    } catch (error) {
      if (!isNotFound(error)) throw error
      this.#versions.delete(apiVersion)
    }
  }
}

/** The kinds of an APIResourceList; subresources are left out. */
function kindsOf(
  document: JsonValue | undefined,
  group: string,
  version: string,
): ReadonlyMap<string, KindInfo> {
  const kinds = new Map<string, KindInfo>()
  if (!isJsonObject(document)) return kinds
  for (const resource of objects(document['resources'])) {
    const plural = textOf(resource['name'])
    const kind = textOf(resource['kind'])
    if (plural.includes('/') || kinds.has(kind)) continue
    kinds.set(kind, { group, version, kind, plural, namespaced: resource['namespaced'] === true })
  }
  return kinds
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
