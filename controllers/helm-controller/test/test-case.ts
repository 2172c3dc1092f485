/** What the reconciler's tests share: a HelmRelease, its chart as files, a cluster in memory. */
import { HelmRelease, type HelmReleaseSpec } from '@sluice/api/helm'
import { HelmChart } from '@sluice/api/source'
import { digestOf } from '@sluice/base/digest'
import { memoryTree } from '@sluice/base/flow'
import { isJsonObject } from '@sluice/base/json'
import {
  decodeRecord,
  encodeRecord,
  type ReleaseRecord,
  recordLabels,
  recordName,
} from '@sluice/helm/release'
import { AppliedMemory } from '@sluice/kube/apply'
import { type Reconciled, reconcileOnce } from '@sluice/kube/runtime'
import { MemoryCluster, type MemoryClusterOptions, settle } from '@sluice/testing'
import { parseConfig } from '../src/config.ts'
import type { Deps, ReleaseCluster, SourceObject } from '../src/helm-release/deps.ts'
import { QuietReleases } from '../src/helm-release/quiet-releases.ts'
import { helmReleaseReconciler } from '../src/helm-release/reconciler.ts'
import { RecordIndex } from '../src/helm-release/record-index.ts'

/** Files of a chart by path. */
export type Files = Readonly<Record<string, string>>

/** A chart that makes one ConfigMap of its values. */
export const chartOf = (version: string, more: Files = {}): Files => ({
  'Chart.yaml': `apiVersion: v2\nname: shop\nversion: ${version}\nappVersion: "7"\n`,
  'values.yaml': 'color: blue\n',
  'templates/config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata: {color: "{{ .Values.color }}"}\n',
  ...more,
})

/** A hook that is done as soon as it is made. */
export const hook = (name: string, event: string, annotations = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  annotations:\n    helm.sh/hook: ${event}\n${annotations}`

const secrets = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true }

/** A HelmRelease reconciled as often as a test wants. */
export class TestCase {
  readonly cluster: MemoryCluster
  chart: Files
  object: HelmRelease
  source: 'ready' | 'behind' | 'missing' = 'ready'
  /** Why the cluster cannot be connected to. */
  unreachable: Error | undefined
  /** The last run's events and conditions. */
  last: Reconciled<HelmRelease> | undefined
  readonly #args: readonly string[]
  readonly #watched: Partial<ReleaseCluster>

  constructor(
    options: {
      readonly chart?: Files
      readonly spec?: Partial<HelmReleaseSpec>
      readonly cluster?: MemoryClusterOptions
      readonly args?: readonly string[]
      /** With what watches tell, as the controller has it in its own cluster; ended by the signal. */
      readonly watchedUntil?: AbortSignal
    } = {},
  ) {
    this.chart = options.chart ?? chartOf('1.0.0')
    this.#args = options.args ?? []
    this.cluster = new MemoryCluster({
      ...options.cluster,
      kinds: [HelmRelease, HelmChart, ...(options.cluster?.kinds ?? [])],
    })
    this.#watched = options.watchedUntil ? watching(this.cluster, options.watchedUntil) : {}
    this.object = this.cluster.seed({
      apiVersion: HelmRelease.apiVersion,
      kind: 'HelmRelease',
      metadata: { name: 'web', namespace: 'ns', generation: 1, finalizers: ['finalizers.fluxcd.io'] },
      spec: {
        interval: '1h',
        timeout: '1s',
        chart: { spec: { chart: 'shop', sourceRef: { kind: 'HelmRepository', name: 'charts' } } },
        ...options.spec,
      },
      status: { observedGeneration: -1 },
    }) as unknown as HelmRelease
  }

  /** Runs once; `change` is what someone changed before. */
  async reconcile(
    change: {
      readonly chart?: Files
      readonly spec?: Partial<HelmReleaseSpec>
      readonly annotations?: Readonly<Record<string, string>>
      readonly signal?: AbortSignal
      readonly interruption?: AbortSignal
    } = {},
  ): Promise<Reconciled<HelmRelease>> {
    if (change.chart) this.chart = change.chart
    if (change.spec) this.#edit(change.spec)
    if (change.annotations) this.#annotate(change.annotations)
    // Watches tell what has happened so far.
    await settle()
    this.cluster.requests.length = 0
    this.last = await reconcileOnce(helmReleaseReconciler(this.#deps()), this.object, {
      client: this.cluster,
      ...(change.signal ? { signal: change.signal } : {}),
      ...(change.interruption ? { interruption: change.interruption } : {}),
    })
    if (this.last.object) this.object = this.last.object
    return this.last
  }

  /** What someone asked for with `kubectl delete`. */
  remove(): Promise<Reconciled<HelmRelease>> {
    const metadata = { ...this.object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }
    this.object = this.cluster.seed({ ...this.object, metadata }) as unknown as HelmRelease
    return this.reconcile()
  }

  /** The record of a version as Helm would read it. */
  record(version: number, name = 'web', namespace = 'ns'): ReleaseRecord | undefined {
    const data: unknown = this.cluster.peek('Secret', namespace, `sh.helm.release.v1.${name}.v${version}`)?.[
      'data'
    ]
    const text = isJsonObject(data) ? data['release'] : undefined
    return typeof text === 'string' ? decodeRecord(Buffer.from(text, 'base64').toString()) : undefined
  }

  /** What someone made of a record by hand. */
  rewrite(version: number, change: (record: ReleaseRecord) => ReleaseRecord): void {
    const record = this.record(version)
    if (!record) throw new Error(`there is no record ${version}`)
    const next = change(record)
    const release = Buffer.from(encodeRecord(next)).toString('base64')
    this.#seedRecord(version, { release }, recordLabels(next))
  }

  /** A record whose content is no record. */
  damage(version: number, data: Readonly<Record<string, string>>): void {
    this.#seedRecord(version, data)
  }

  /** What someone did with `kubectl delete secret`. */
  async forgetRecord(version: number): Promise<void> {
    await this.cluster.delete(secrets, 'ns', recordName('web', version))
  }

  /** Another process takes over: it knows what is stored, and nothing else. */
  restart(): void {
    this.object = this.cluster.peek('HelmRelease', 'ns', 'web') as unknown as HelmRelease
  }

  #seedRecord(
    version: number,
    data: Readonly<Record<string, string>>,
    labels: Readonly<Record<string, string>> = {},
  ): void {
    const secret = this.cluster.peek('Secret', 'ns', recordName('web', version))
    if (!secret) throw new Error(`there is no record ${version}`)
    const { metadata } = secret
    this.cluster.seed({
      ...secret,
      metadata: { ...metadata, labels: { ...metadata.labels, ...labels } },
      data,
    })
  }

  /** `v1 superseded, v2 deployed` */
  get records(): string {
    const shown = [1, 2, 3, 4, 5, 6].flatMap(version => {
      const record = this.record(version)
      return record ? [`v${version} ${record.info.status}`] : []
    })
    return shown.join(', ')
  }

  /** `v2 deployed upgrade, v1 superseded` */
  get history(): string {
    const snapshots = this.object.status?.history ?? []
    return snapshots
      .map(({ version, status, action = '' }) => `v${version} ${status} ${action}`.trim())
      .join(', ')
  }

  /** Conditions in one line each. */
  get conditions(): readonly string[] {
    return (this.object.status?.conditions ?? []).map(
      ({ type, status, reason }) => `${type}=${status} ${reason}`,
    )
  }

  message(type: string): string {
    return this.object.status?.conditions?.find(condition => condition.type === type)?.message ?? ''
  }

  /** Requests of the last run, but for those of the runtime: `apply ConfigMap/config`. */
  get requests(): readonly string[] {
    return this.cluster.requests
      .filter(({ kind }) => kind !== 'HelmRelease' && kind !== 'HelmChart')
      .map(({ verb, kind, name, dryRun }) => `${dryRun ? 'dry ' : ''}${verb} ${kind}${name && `/${name}`}`)
  }

  /** Events of the last run, in one line each. */
  get events(): readonly string[] {
    return (this.last?.events ?? []).map(({ severity, reason }) => `${severity} ${reason}`)
  }

  #edit(spec: Partial<HelmReleaseSpec>): void {
    const generation = (this.object.metadata.generation ?? 1) + 1
    const metadata = { ...this.object.metadata, generation }
    this.object = this.cluster.seed({
      ...this.object,
      metadata,
      spec: { ...this.object.spec, ...spec },
    }) as unknown as HelmRelease
  }

  #annotate(annotations: Readonly<Record<string, string>>): void {
    const metadata = {
      ...this.object.metadata,
      annotations: { ...this.object.metadata.annotations, ...annotations },
    }
    this.object = this.cluster.seed({ ...this.object, metadata }) as unknown as HelmRelease
  }

  #deps(): Deps {
    const { cluster } = this
    return {
      config: parseConfig(this.#args),
      environment: {
        now: () => new Date(0),
        randomBytes: count => new Uint8Array(count),
        loadCryptography: () => Promise.reject(new Error('no cryptography in tests')),
        timeZone: 'UTC',
      },
      capabilities: () => Promise.resolve({}),
      findSource: () => this.#source(),
      findRelease: async (namespace, name) =>
        (await cluster.find(HelmRelease, namespace, name)) as unknown as HelmRelease | undefined,
      fetchTree: () =>
        Promise.resolve(
          memoryTree(
            Object.fromEntries(Object.entries(this.chart).map(([path, text]) => [`shop/${path}`, text])),
          ),
        ),
      readTexts: async (kind, { namespace, name }) => {
        const plural = kind === 'Secret' ? 'secrets' : 'configmaps'
        const object = await cluster.find(
          { group: '', version: 'v1', kind, plural, namespaced: true },
          namespace,
          name,
        )
        return object && (object['data'] as Record<string, string>)
      },
      applyChart: async chart => {
        const before = cluster.peek('HelmChart', chart.metadata.namespace ?? '', chart.metadata.name)
        await cluster.apply(chart as never, { fieldManager: 'helm-controller', force: true })
        return before ? 'unchanged' : 'created'
      },
      deleteChart: async ({ namespace, name }) => {
        await cluster.delete(HelmChart, namespace, name)
        return true
      },
      connect: async () => {
        if (this.unreachable) throw this.unreachable
        return {
          client: cluster,
          fieldManager: 'helm-controller',
          group: HelmRelease.group,
          ...this.#watched,
        }
      },
      hasAccount: () => Promise.resolve(true),
    }
  }

  #source(): SourceObject | undefined {
    if (this.source === 'missing') return undefined
    return {
      apiVersion: HelmChart.apiVersion,
      kind: 'HelmChart',
      metadata: { name: 'ns-web', namespace: 'ns', generation: this.source === 'behind' ? 2 : 1 },
      status: {
        observedGeneration: 1,
        artifact: {
          digest: digestOf(JSON.stringify(this.chart)),
          path: 'p',
          url: 'http://source/p',
          revision: '1.0.0',
          lastUpdateTime: '2026-01-01T00:00:00Z',
        },
      },
    }
  }
}

function watching(client: MemoryCluster, signal: AbortSignal): Partial<ReleaseCluster> {
  const memory = new AppliedMemory({ client, group: HelmRelease.group })
  const records = new RecordIndex({ client })
  signal.addEventListener('abort', () => {
    memory.stop()
    records.stop()
  })
  return { memory, records, quiet: new QuietReleases() }
}
