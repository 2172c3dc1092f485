/** What the reconciler's tests share: a Kustomization, its source as files, a cluster in memory. */
import { Kustomization, type KustomizationSpec } from '@sluice/api/kustomize'
import { digestOf } from '@sluice/base/digest'
import { type Artifact, type FileTree, memoryTree } from '@sluice/base/flow'
import { type Reconciled, reconcileOnce } from '@sluice/kube/runtime'
import { MemoryCluster, type MemoryClusterOptions } from '@sluice/testing'
import { parseConfig } from '../src/config.ts'
import { BuildCache } from '../src/kustomization/build-cache.ts'
import type { Deps } from '../src/kustomization/deps.ts'
import { kustomizationReconciler } from '../src/kustomization/reconciler.ts'

/** Files by path. */
export type Files = Readonly<Record<string, string>>

/** A ConfigMap as a manifest. */
export const configMap = (name: string, data = '1') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '${name}', namespace: ns}\ndata: {a: "${data}"}\n`

/** A Kustomization with its source, reconciled as often as a test wants. */
export class TestCase {
  readonly cluster: MemoryCluster
  readonly builds = new BuildCache()
  files: Files
  revision = 'main@sha1:1'
  hasSource = true
  refusesToConnect: Error | undefined
  object: Kustomization
  readonly #args: readonly string[]

  constructor(options: {
    readonly files?: Files
    readonly spec?: Partial<KustomizationSpec>
    readonly cluster?: MemoryClusterOptions
    readonly args?: readonly string[]
  }) {
    this.files = options.files ?? {}
    this.#args = options.args ?? []
    this.cluster = new MemoryCluster({
      ...options.cluster,
      kinds: [Kustomization, ...(options.cluster?.kinds ?? [])],
    })
    this.object = this.cluster.seed({
      apiVersion: Kustomization.apiVersion,
      kind: 'Kustomization',
      metadata: { name: 'k', namespace: 'flux', finalizers: ['finalizers.fluxcd.io'] },
      spec: {
        interval: '1h',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'r' },
        ...options.spec,
      },
      status: { observedGeneration: -1 },
    }) as unknown as Kustomization
  }

  /** Runs once; `change` is what someone changed before. */
  async reconcile(
    change: {
      readonly files?: Files
      readonly spec?: Partial<KustomizationSpec>
      readonly interruption?: AbortSignal
    } = {},
  ): Promise<Reconciled<Kustomization>> {
    if (change.files) this.#commit(change.files)
    if (change.spec) this.#edit(change.spec)
    const done = await reconcileOnce(kustomizationReconciler(this.#deps()), this.object, {
      client: this.cluster,
      ...(change.interruption ? { interruption: change.interruption } : {}),
    })
    if (done.object) this.object = done.object
    return done
  }

  /** What someone asked for with `kubectl delete`. */
  remove(): Promise<Reconciled<Kustomization>> {
    const metadata = { ...this.object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }
    this.object = this.cluster.seed({ ...this.object, metadata }) as unknown as Kustomization
    return this.reconcile()
  }

  find(kind: 'ConfigMap' | 'Secret', name: string) {
    const plural = `${kind.toLowerCase()}s`
    return this.cluster.find({ group: '', version: 'v1', kind, plural, namespaced: true }, 'ns', name)
  }

  #commit(files: Files): void {
    this.files = files
    this.revision = `main@sha1:${Number(this.revision.split(':')[1]) + 1}`
  }

  #edit(spec: Partial<KustomizationSpec>): void {
    const generation = (this.object.metadata.generation ?? 1) + 1
    const metadata = { ...this.object.metadata, generation }
    this.object = this.cluster.seed({
      ...this.object,
      metadata,
      spec: { ...this.object.spec, ...spec },
    }) as unknown as Kustomization
  }

  #deps(): Deps {
    const { cluster } = this
    return {
      config: parseConfig(this.#args),
      builds: this.builds,
      findSource: () => (this.hasSource ? { artifact: this.#artifact() } : undefined),
      findKustomization: async (namespace, name) =>
        (await cluster.find(Kustomization, namespace, name)) as unknown as Kustomization | undefined,
      fetchTree: () => Promise.resolve(this.#tree()),
      readTexts: async (kind, { name }) => {
        const plural = `${kind.toLowerCase()}s`
        const object = await cluster.get(
          { group: '', version: 'v1', kind, plural, namespaced: true },
          'flux',
          name,
        )
        return object['data'] as Record<string, string>
      },
      connect: async () => {
        if (this.refusesToConnect) throw this.refusesToConnect
        return { client: cluster, fieldManager: 'kustomize-controller', group: Kustomization.group }
      },
      hasAccount: () => Promise.resolve(true),
    }
  }

  #tree(): FileTree {
    return memoryTree(this.files)
  }

  #artifact(): Artifact {
    const digest = digestOf(JSON.stringify(this.files))
    return {
      digest,
      path: 'p',
      url: 'http://source/p',
      revision: this.revision,
      lastUpdateTime: '2026-01-01T00:00:00Z',
    }
  }
}

/** Conditions in one line each. */
export function conditionsOf({ object }: Reconciled<Kustomization>): string[] {
  return (object?.status?.conditions ?? []).map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`,
  )
}

/** Events in one line each, durations left out. */
export function told({ events }: Reconciled<Kustomization>): string[] {
  return events.map(
    ({ severity, reason, message }) =>
      `${severity} ${reason}: ${message.replace(/(finished|passed|retrying) in \d[\d.]*(?:ms|µs|s)\b/, '$1 in …')}`,
  )
}

/** Inventory ids. */
export function inventoryIds({ status }: Reconciled<Kustomization>): string[] {
  return (status.inventory?.entries ?? []).map(entry => entry.id)
}
