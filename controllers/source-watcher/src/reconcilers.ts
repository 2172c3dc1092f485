import { generatorLabel } from '@sluice/api/extensions'
import { ExternalArtifact } from '@sluice/api/source'
import type { ArtifactStore, FetchTree } from '@sluice/io/artifact-store'
import { isNotFound, type KubeClient } from '@sluice/kube/client'
import type { Manager, Reconciler } from '@sluice/kube/runtime'
import type { Deps } from './artifact-generator/deps.ts'
import { artifactGeneratorReconciler } from './artifact-generator/reconciler.ts'
import { sourceKinds } from './artifact-generator/watches.ts'

/** What the controller is made of. */
export interface WatcherOptions {
  readonly client: KubeClient
  /** Sources are read from its caches. */
  readonly manager: Pick<Manager, 'cache'>
  readonly store: ArtifactStore
  readonly fetchTree: FetchTree
  /** Milliseconds until a source that has no artifact is looked for again. Default: five seconds. */
  readonly requeueDependency?: number
  readonly noCrossNamespaceRefs?: boolean
}

const fieldManager = 'source-watcher'

/** The controller's reconcilers, to be added to the manager. */
export function watcherReconcilers(options: WatcherOptions): readonly Reconciler[] {
  const { client, manager, store, fetchTree } = options
  const caches = new Map(Object.entries(sourceKinds).map(([name, kind]) => [name, manager.cache(kind)]))
  const deps: Deps = {
    store,
    fetchTree,
    requeueDependency: options.requeueDependency ?? 5000,
    noCrossNamespaceRefs: options.noCrossNamespaceRefs ?? false,
    findSource: ({ kind, namespace, name }) => {
      const source = caches.get(kind)?.get(namespace, name)
      return source && { artifact: source.status?.artifact }
    },
    listOutputs: async (namespace, uid, signal) => {
      const labelSelector = `${generatorLabel}=${uid}`
      const { items } = await client.list(ExternalArtifact, { namespace, labelSelector, signal })
      // What the API server stores under this kind has this kind's schema.
      return items as unknown as readonly ExternalArtifact[]
    },
    applyOutput: async (output, signal) => {
      const { status, ...object } = output
      const applied = await client.apply(object, { fieldManager, force: true, signal })
      const { apiVersion, kind } = object
      const { name, namespace } = object.metadata
      const conditions = status?.conditions?.map(condition => ({
        ...condition,
        observedGeneration: applied.metadata.generation ?? 1,
      }))
      const told = { apiVersion, kind, metadata: { name, namespace }, status: { ...status, conditions } }
      await client.apply(told as unknown as typeof object, {
        fieldManager,
        force: true,
        subresource: 'status',
        signal,
      })
    },
    deleteOutput: async (namespace, name, signal) => {
      try {
        await client.delete(ExternalArtifact, namespace, name, { signal })
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    },
  }
  return [artifactGeneratorReconciler(deps)] as unknown as readonly Reconciler[]
}
