/** The ExternalArtifacts through which others find what was made. @module */
import { type ArtifactGenerator, generatorLabel, Reason } from '@sluice/api/extensions'
import type { ExternalArtifact } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { KubeError } from '@sluice/kube/client'
import { Failed } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { type Inventory, type InventoryItem, ownerOf } from './inventory.ts'
import type { ArtifactRequest } from './path-pattern.ts'
import type { GeneratorRun } from './reconciler.ts'

/** Writes the ExternalArtifact of an artifact; tells of it if it is new. */
export async function publish(
  generator: ArtifactGenerator,
  { request, artifact }: { readonly request: ArtifactRequest; readonly artifact: Artifact },
  run: Pick<GeneratorRun, 'signal' | 'now' | 'announce'>,
  deps: Pick<Deps, 'applyOutput'>,
): Promise<InventoryItem> {
  const { name } = request.artifact
  const namespace = generator.metadata.namespace ?? ''
  try {
    await deps.applyOutput(outputOf(generator, request, artifact, run.now()), run.signal)
  } catch (error) {
    if (!(error instanceof KubeError)) throw error
    const message = `${name} reconcile failed: failed to apply ExternalArtifact: ${error.message}`
    throw new Failed(Reason.ReconciliationFailed, message, { cause: error })
  }
  const item = { name, namespace, digest: artifact.digest, filename: artifact.path.replace(/^.*\//, '') }
  if (!isListed(item, generator.status?.inventory ?? [])) {
    const message = `ExternalArtifact/${namespace}/${name} reconciled with revision ${artifact.revision}`
    run.announce(message, { severity: 'trace', reason: 'Ready' })
  }
  return item
}

/** Whether an artifact was there before, with the same content. */
export function isListed(item: InventoryItem, inventory: Inventory): boolean {
  return inventory.some(
    ({ namespace, name, digest }) =>
      namespace === item.namespace && name === item.name && digest === item.digest,
  )
}

function outputOf(
  generator: ArtifactGenerator,
  { artifact: { name }, labels }: ArtifactRequest,
  artifact: Artifact,
  now: Date,
): ExternalArtifact {
  const { metadata, spec } = generator
  const { namespace = '', uid = '' } = metadata
  const { annotations } = spec?.commonMetadata ?? {}
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'ExternalArtifact',
    metadata: {
      name,
      namespace,
      labels: {
        ...spec?.commonMetadata?.labels,
        ...labels,
        'app.kubernetes.io/managed-by': 'source-watcher',
        [generatorLabel]: uid,
      },
      ...(annotations ? { annotations } : {}),
    },
    spec: {
      sourceRef: {
        apiVersion: 'source.extensions.fluxcd.io/v1beta1',
        kind: 'ArtifactGenerator',
        name: metadata.name,
        namespace,
      },
    },
    status: {
      artifact,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: Reason.Succeeded,
          message: 'Artifact is ready',
          lastTransitionTime: now.toISOString().replace(/\.\d+Z$/, 'Z'),
        },
      ],
    },
  }
}

/** Deletes what was made, in the store and in the cluster. */
export async function withdraw(
  items: Inventory,
  signal: AbortSignal,
  deps: Pick<Deps, 'store' | 'deleteOutput'>,
): Promise<void> {
  for (const item of items) {
    await deps.store.removeAll(ownerOf(item))
    await deps.deleteOutput(item.namespace, item.name, signal)
  }
}
