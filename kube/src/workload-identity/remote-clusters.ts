/**
 * Clusters other than the one that objects are in: by a kubeconfig in a Secret, or by a ConfigMap that says where the
 * cluster is and who lets us in.
 * @module
 */
import { isJsonObject } from '@sluice/base/json'
import { type CloudIdentity, IdentityError, type IdentityRequest } from '@sluice/io/cloud-identity'
import { NetworkError } from '@sluice/io/http'
import { type ConnectionConfig, createClient, isNotFound, type KubeClient } from '../client/index.ts'
import type { Kind, KubeObject } from '../meta/index.ts'
import { ConfigMaps, Secrets } from './kinds.ts'
import { type KubeconfigLimits, RemoteClusterError, readRemoteKubeconfig } from './remote-kubeconfig.ts'
import { type AccountPolicy, accountSource } from './service-account.ts'

/** `spec.kubeConfig` of an object. */
export interface KubeConfigReference {
  readonly secretRef?: { readonly name: string; readonly key?: string } | undefined
  readonly configMapRef?: { readonly name: string } | undefined
}

/** What clusters are reached with. */
export interface RemoteClusterOptions {
  /** The cluster of the objects. */
  readonly client: KubeClient
  readonly identity: Pick<CloudIdentity, 'clusterAccess'>
  readonly accounts: AccountPolicy
  readonly limits: KubeconfigLimits
  /** How a controller says what is wrong with a Secret. */
  readonly words: KubeconfigWords
}

/** What controllers say differently. `secret` is `namespace/name`. */
export interface KubeconfigWords {
  unreadable(secret: string, why: string): string
  /** Without a key of the spec, `value` and `value.yaml` were looked for. */
  lacksKey(secret: string, key: string | undefined): string
  unusable(secret: string, why: string): string
  /** The reference names neither a Secret nor a ConfigMap. */
  readonly neither: string
}

const maxClients = 100
/** flux: what a remote cluster may take to answer. */
const timeout = 30_000

/** Connects to clusters, and keeps connections for as long as what they were made of stays the same. */
export class RemoteClusters {
  readonly #options: RemoteClusterOptions
  readonly #clients = new Map<string, KubeClient>()

  constructor(options: RemoteClusterOptions) {
    this.#options = options
  }

  /** The client for the cluster that is meant, as whoever the reference says. @throws RemoteClusterError */
  async connect(
    { secretRef, configMapRef }: KubeConfigReference,
    namespace: string,
    signal: AbortSignal,
  ): Promise<KubeClient> {
    if (secretRef) return this.#bySecret(secretRef, namespace, signal)
    if (configMapRef) return this.#byConfigMap(configMapRef.name, namespace, signal)
    throw new RemoteClusterError(this.#options.words.neither, false)
  }

  async #bySecret(
    { name, key }: { readonly name: string; readonly key?: string },
    namespace: string,
    signal: AbortSignal,
  ): Promise<KubeClient> {
    const { words, limits } = this.#options
    const id = `${namespace}/${name}`
    const secret = await this.#read(Secrets, namespace, name, signal, why => words.unreadable(id, why))
    return this.#kept(secret, key ?? '', () => {
      const text = textOf(secret, key)
      if (text === undefined) throw new RemoteClusterError(words.lacksKey(id, key), false)
      return { ...readRemoteKubeconfig(text, limits, why => words.unusable(id, why)), ...common }
    })
  }

  async #byConfigMap(name: string, namespace: string, signal: AbortSignal): Promise<KubeClient> {
    const { identity, client, accounts } = this.#options
    const what = `failed to get configmap ${namespace}/${name}`
    const map = await this.#read(ConfigMaps, namespace, name, signal, why => `${what}: ${why}`)
    const { reference, provider, audiences, serviceAccountName } = readReference(map)
    const account = accountSource(client, { namespace, name: serviceAccountName }, accounts)
    const ask = (signal: AbortSignal) => {
      const request: IdentityRequest = { audiences, signal, ...(account ? { account } : {}) }
      return identity.clusterAccess(provider, reference, request)
    }
    // Asked for on every connect, so that an object learns at once that it is no longer let in.
    const access = await failing(() => ask(signal))
    const never = new AbortController().signal
    return this.#kept(map, '', () => ({
      server: /^https?:\/\//.test(access.server)
        ? access.server.replace(/\/+$/, '')
        : `https://${access.server}`,
      ...(access.certificateAuthority ? { certificateAuthority: access.certificateAuthority } : {}),
      credentials: { issueToken: async signal => (await ask(signal ?? never)).token },
      ...common,
    }))
  }

  async #read(
    kind: Kind<KubeObject>,
    namespace: string,
    name: string,
    signal: AbortSignal,
    words: (why: string) => string,
  ): Promise<KubeObject> {
    try {
      return await this.#options.client.get(kind, namespace, name, signal)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      signal.throwIfAborted()
      throw new RemoteClusterError(words(error.message), isNotFound(error), { cause: error })
    }
  }

  #kept({ metadata }: KubeObject, key: string, make: () => ConnectionConfig): KubeClient {
    const id = `${metadata.uid} ${metadata.resourceVersion} ${key}`
    const known = this.#clients.get(id)
    if (known) return known
    const made = createClient(make())
    this.#clients.set(id, made)
    const [oldest] = this.#clients.keys()
    if (this.#clients.size > maxClients && oldest !== undefined) this.#forget(oldest)
    return made
  }

  #forget(id: string): void {
    this.#clients
      .get(id)
      ?.close()
      .catch(() => {})
    this.#clients.delete(id)
  }
}

const common = { timeout, announcesTimeout: true } as const

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof IdentityError || error instanceof NetworkError)) throw error
    throw new RemoteClusterError(error.message, false, { cause: error })
  }
}

/** What a ConfigMap says of a cluster. */
function readReference(map: KubeObject) {
  const data: unknown = map['data']
  const entry = (key: string): string => {
    const value = isJsonObject(data as never) ? (data as Record<string, unknown>)[key] : undefined
    return typeof value === 'string' ? value : ''
  }
  return {
    provider: entry('provider'),
    serviceAccountName: entry('serviceAccountName'),
    audiences: entry('audiences')
      .split('\n')
      .flatMap(line => line.trim() || []),
    reference: {
      cluster: entry('cluster'),
      address: entry('address'),
      certificateAuthority: entry('ca.crt'),
    },
  }
}

/** An entry of a Secret; undefined if there is none, and where no key is named, if it is empty. */
function textOf(secret: KubeObject, key: string | undefined): string | undefined {
  const data: unknown = secret['data']
  const read = (name: string): string | undefined => {
    const value = isJsonObject(data as never) ? (data as Record<string, unknown>)[name] : undefined
    return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : undefined
  }
  return key ? read(key) : (read('value') ?? read('value.yaml'))
}
