import { randomBytes } from 'node:crypto'
import { HelmRelease } from '@sluice/api/helm'
import type { FileTree } from '@sluice/base/flow'
import { isJsonObject } from '@sluice/base/json'
import type { RenderEnvironment } from '@sluice/helm/render'
import { AppliedMemory } from '@sluice/kube/apply'
import type { KubeClient } from '@sluice/kube/client'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import type { Log, Manager, Reconciler } from '@sluice/kube/runtime'
import { type KubeconfigWords, openRemoteClusters, type RemoteClusters } from '@sluice/kube/workload-identity'
import { ChartWriter } from './chart-writer.ts'
import { type HelmConfig, parseConfig } from './config.ts'
import { capabilitiesOf } from './helm-release/capabilities.ts'
import type { Deps, ReleaseCluster, SourceObject } from './helm-release/deps.ts'
import { QuietReleases } from './helm-release/quiet-releases.ts'
import { helmReleaseReconciler } from './helm-release/reconciler.ts'
import { RecordIndex } from './helm-release/record-index.ts'
import { accountOf, namespaceOf, specOf } from './helm-release/spec.ts'
import { sourceKinds } from './helm-release/watches.ts'

/** What the controller is made of. */
export interface HelmControllerOptions {
  readonly client: KubeClient
  /** Sources are read from its caches. */
  readonly manager: Manager
  readonly fetchTree: (url: string, digest: string, signal: AbortSignal) => Promise<FileTree>
  readonly config?: HelmConfig
  readonly log?: Log
  /** Takes what must be called at the end. */
  readonly stops?: (() => Promise<unknown>)[]
  /** The process's variables, in which clouds tell who it is. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const fieldManager = 'helm-controller'

/** The controller's reconcilers, to be added to the manager. */
export function helmReconcilers(options: HelmControllerOptions): readonly Reconciler<HelmRelease>[] {
  const { client, manager, config = parseConfig() } = options
  const watched = watchedBy(options)
  const charts = new ChartWriter(client, manager)
  const clusters = openRemoteClusters(client, config.identity, {
    env: options.environment ?? {},
    words,
  })
  const deps: Deps = {
    config,
    environment: config.looksUpHosts ? { ...environment, findHost } : environment,
    capabilities: capabilitiesOf,
    fetchTree: options.fetchTree,
    findSource: ({ kind, namespace, name }, signal) => {
      const known = sourceKinds[kind]
      if (known && config.readsSourcesDirectly)
        return client.find(known, namespace, name, signal) as Promise<SourceObject | undefined>
      const cached = known && manager.cache(known).get(namespace, name)
      return cached ?? (kind === 'HelmChart' ? charts.justMade(namespace, name) : undefined)
    },
    findRelease: async (namespace, name, signal) => {
      const object = await client.find(HelmRelease, namespace, name, signal)
      // What the API server stores under this kind has this kind's schema.
      return object as unknown as HelmRelease | undefined
    },
    readTexts: (kind, { namespace, name }, signal) => readTexts(client, { kind, namespace, name }, signal),
    applyChart: chart => charts.apply(chart),
    deleteChart: ({ namespace, name }) => charts.remove(namespace, name),
    connect: (release, signal) => connect(release, { client, watched, config, clusters, signal }),
    hasAccount: async (release, signal) => {
      const account = accountOf(release, config.defaultServiceAccount)
      return (
        account === '' ||
        (await client.find(serviceAccounts, namespaceOf(release), account, signal)) !== undefined
      )
    },
  }
  return [helmReleaseReconciler(deps)]
}

/** What templates may know of this process. */
const environment: RenderEnvironment = {
  now: () => new Date(),
  randomBytes: count => randomBytes(count),
  loadCryptography: async () => (await import('@sluice/io/cryptography')).nodeCryptography,
  timeZone: 'UTC',
}

/** The address of a host; nothing where there is none. */
async function findHost(name: string): Promise<string> {
  const { lookup } = await import('node:dns/promises')
  return lookup(name).then(
    ({ address }) => address,
    () => '',
  )
}

/** What watches tell of the cluster that the controller itself is in. */
type Watched = Required<Pick<ReleaseCluster, 'memory' | 'records' | 'quiet'>>

function watchedBy({ client, log, stops }: HelmControllerOptions): Watched {
  const options = { client, ...(log ? { log } : {}) }
  const memory = new AppliedMemory({ ...options, group: HelmRelease.group })
  const records = new RecordIndex(options)
  stops?.push(async () => {
    memory.stop()
    records.stop()
  })
  return { memory, records, quiet: new QuietReleases() }
}

interface Connection {
  readonly client: KubeClient
  readonly watched: Watched
  readonly config: HelmConfig
  readonly clusters: RemoteClusters
  readonly signal: AbortSignal
}

/** What is watched was seen by the controller itself: an account with fewer rights must ask again. */
async function connect(
  release: HelmRelease,
  { client, watched, config, clusters, signal }: Connection,
): Promise<ReleaseCluster> {
  const account = accountOf(release, config.defaultServiceAccount)
  const { kubeConfig } = specOf(release)
  const base = kubeConfig ? await clusters.connect(kubeConfig, namespaceOf(release), signal) : client
  const user = `system:serviceaccount:${namespaceOf(release)}:${account}`
  const { group } = HelmRelease
  if (account !== '') return { client: base.impersonate(user), fieldManager, group }
  return { client: base, fieldManager, group, ...(kubeConfig ? {} : watched) }
}

/** flux: how the controller says what is wrong with a kubeconfig. */
const words: KubeconfigWords = {
  unreadable: (secret, why) => `could not get KubeConfig secret '${secret}': ${why}`,
  lacksKey: (secret, key) => {
    const wanted = key ? `'${key}' key` : "'value' or 'value.yaml' key"
    return `KubeConfig secret '${secret}' does not contain a ${wanted} with data`
  },
  unusable: (secret, why) => `failed to load KubeConfig from secret '${secret}': ${why}`,
  neither: 'exactly one of .spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be set',
}

const serviceAccounts = coreKind('ServiceAccount', 'serviceaccounts')
const textKinds = { ConfigMap: coreKind('ConfigMap', 'configmaps'), Secret: coreKind('Secret', 'secrets') }

function coreKind(kind: string, plural: string): Kind<KubeObject> {
  return new Kind<KubeObject>({ group: '', version: 'v1', kind, plural, namespaced: true })
}

async function readTexts(
  client: KubeClient,
  { kind, namespace, name }: { kind: 'ConfigMap' | 'Secret'; namespace: string; name: string },
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | undefined> {
  const object = await client.find(textKinds[kind], namespace, name, signal)
  if (!object) return undefined
  const data: unknown = object['data']
  if (!isJsonObject(data)) return {}
  const decode = (text: string) => (kind === 'Secret' ? Buffer.from(text, 'base64').toString() : text)
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, text]) => (typeof text === 'string' ? [[key, decode(text)]] : [])),
  )
}
