import { tmpdir } from 'node:os'
import { Kustomization } from '@sluice/api/kustomize'
import type { FileTree } from '@sluice/base/flow'
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { remoteBases } from '@sluice/io/remote-bases'
import { AppliedMemory, type Cluster } from '@sluice/kube/apply'
import type { KubeClient } from '@sluice/kube/client'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import type { Log, Manager, Reconciler } from '@sluice/kube/runtime'
import { type KubeconfigWords, openRemoteClusters, type RemoteClusters } from '@sluice/kube/workload-identity'
import { type KustomizeConfig, parseConfig } from './config.ts'
import { BuildCache } from './kustomization/build-cache.ts'
import type { Deps } from './kustomization/deps.ts'
import { kustomizationReconciler } from './kustomization/reconciler.ts'
import { accountOf, namespaceOf, specOf } from './kustomization/spec.ts'
import { sourceKinds } from './kustomization/watches.ts'

/** What the controller is made of. */
export interface KustomizeControllerOptions {
  readonly client: KubeClient
  /** Sources are read from its caches. */
  readonly manager: Manager
  readonly fetchTree: (url: string, digest: string, signal: AbortSignal) => Promise<FileTree>
  readonly config?: KustomizeConfig
  /** The process's variables, in which clouds tell who it is. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly log?: Log
  /** Takes what must be called at the end. */
  readonly stops?: (() => Promise<unknown>)[]
}

const fieldManager = 'kustomize-controller'
/** How much a remote base may hold. */
const baseLimits = { entries: 100_000, bytes: 256 * 1024 ** 2 }
const { group } = Kustomization

/** The controller's reconcilers, to be added to the manager. */
export function kustomizeReconcilers(
  options: KustomizeControllerOptions,
): readonly Reconciler<Kustomization>[] {
  const { client, manager, log, config = parseConfig() } = options
  const memory = new AppliedMemory({ client, group, ...(log ? { log } : {}) })
  options.stops?.push(() => Promise.resolve(memory.stop()))
  const clusters = openRemoteClusters(client, config.identity, {
    env: options.environment ?? {},
    words,
  })
  const deps: Deps = {
    config,
    builds: new BuildCache(),
    fetchTree: options.fetchTree,
    ...(config.noRemoteBases
      ? {}
      : { remoteBases: signal => remoteBases({ workDir: tmpdir(), limits: baseLimits, signal }) }),
    // Flux corrects drift at the next reconcile only: who takes an object's labels away has until then to do so.
    ...(config.correctDriftAtOnce ? { onDrift: listener => memory.onTouched(listener) } : {}),
    findSource: ({ kind, namespace, name }) => {
      const known = sourceKinds[kind]
      const object = known && manager.cache(known).get(namespace, name)
      return object && { artifact: object.status?.artifact }
    },
    findKustomization: async (namespace, name, signal) => {
      const object = await client.find(Kustomization, namespace, name, signal)
      // What the API server stores under this kind has this kind's schema.
      return object as unknown as Kustomization | undefined
    },
    readTexts: (kind, { namespace, name }, signal) => readTexts(client, { kind, namespace, name }, signal),
    connect: (ks, signal) => connect(ks, { client, memory, config, clusters, signal }),
    hasAccount: async (ks, signal) => {
      const account = accountOf(ks, config.defaultServiceAccount)
      return (
        account === '' || (await client.find(serviceAccount, namespaceOf(ks), account, signal)) !== undefined
      )
    },
  }
  return [kustomizationReconciler(deps)]
}

interface Connection {
  readonly client: KubeClient
  readonly memory: AppliedMemory
  readonly config: KustomizeConfig
  readonly clusters: RemoteClusters
  readonly signal: AbortSignal
}

/** What is remembered was seen by the controller itself, here: an account with fewer rights must ask again. */
async function connect(
  ks: Kustomization,
  { client, memory, config, clusters, signal }: Connection,
): Promise<Cluster> {
  const account = accountOf(ks, config.defaultServiceAccount)
  const { kubeConfig } = specOf(ks)
  if (account === '' && !kubeConfig) return { client, fieldManager, group, memory }
  const base = kubeConfig ? await clusters.connect(kubeConfig, namespaceOf(ks), signal) : client
  const user = `system:serviceaccount:${namespaceOf(ks)}:${account}`
  return { client: account === '' ? base : base.impersonate(user), fieldManager, group }
}

/** flux: how the controller says what is wrong with a kubeconfig. */
const words: KubeconfigWords = {
  unreadable: (secret, why) => `unable to read KubeConfig secret '${secret}' error: ${why}`,
  lacksKey: (secret, key) =>
    `KubeConfig secret '${secret}' does not contain a '${key || 'value'}' key with a kubeconfig`,
  unusable: (_, why) => why,
  neither:
    'invalid .spec.kubeConfig, neither .spec.kubeConfig.provider nor .spec.kubeConfig.secretRef is set',
}

const serviceAccount = coreKind('ServiceAccount', 'serviceaccounts')
const textKinds = { ConfigMap: coreKind('ConfigMap', 'configmaps'), Secret: coreKind('Secret', 'secrets') }

function coreKind(kind: string, plural: string): Kind<KubeObject> {
  return new Kind<KubeObject>({ group: '', version: 'v1', kind, plural, namespaced: true })
}

async function readTexts(
  client: KubeClient,
  {
    kind,
    namespace,
    name,
  }: { readonly kind: 'ConfigMap' | 'Secret'; readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const object = await client.get(textKinds[kind], namespace, name, signal)
  const data = object['data'] as JsonValue | undefined
  if (!isJsonObject(data)) return {}
  const decode = (text: string) => (kind === 'Secret' ? Buffer.from(text, 'base64').toString() : text)
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, text]) => (typeof text === 'string' ? [[key, decode(text)]] : [])),
  )
}
