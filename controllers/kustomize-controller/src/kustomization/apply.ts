import type { Kustomization } from '@sluice/api/kustomize'
import { type ChangeSet, formatObjectRef, type ObjectRef, type Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import {
  ApplyFailed,
  applyInOrder,
  type Cluster,
  type DriftRule,
  formatChangeSet,
  withOwnerLabels,
} from '@sluice/kube/apply'
import { selects } from '@sluice/kustomize'
import type { KustomizeConfig } from '../config.ts'
import { namespaceOf, specOf } from './spec.ts'

/** How an apply is run. */
export interface ApplyContext {
  readonly config: KustomizeConfig
  readonly signal: AbortSignal
  /** Someone asked for this run: nothing is taken for granted. */
  readonly verify: boolean
  /** Told of objects before they are written. */
  readonly beforeWrites: (refs: readonly ObjectRef[]) => Promise<void>
}

/** Applies the resources as the Kustomization's own. @throws Error that ends with what had been done by then */
export async function applyResources(
  cluster: Cluster,
  ks: Kustomization,
  resources: readonly Resource[],
  { config, signal, verify, beforeWrites }: ApplyContext,
): Promise<ChangeSet> {
  const spec = specOf(ks)
  const owner = { name: ks.metadata.name, namespace: namespaceOf(ks) }
  const owned = withOwnerLabels(resources, cluster.group, owner).map(resource =>
    withCommonMetadata(resource, ks),
  )
  for (const resource of owned) refuseEncrypted(resource)
  try {
    return await applyInOrder(cluster, owned, {
      signal,
      verify,
      beforeWrites,
      force: spec.force ?? false,
      concurrency: config.concurrentApply,
      customStageKinds: config.customStageKinds,
      overrideManagers: config.overrideManagers,
      ignore: (spec.ignore ?? []).map(driftRule),
    })
  } catch (error) {
    if (!(error instanceof ApplyFailed)) throw error
    const log = formatChangeSet(error.changes)
    throw new Error(`${error.message}\n${log && `${log}\n`}`, { cause: error })
  }
}

type IgnoreRule = NonNullable<NonNullable<Kustomization['spec']>['ignore']>[number]

function driftRule({ paths, target }: IgnoreRule): DriftRule {
  return { paths, ...(target ? { matches: selects(target) } : {}) }
}

function withCommonMetadata(resource: Resource, ks: Kustomization): Resource {
  const { labels, annotations } = specOf(ks).commonMetadata ?? {}
  if (!labels && !annotations) return resource
  const { metadata } = resource
  return {
    ...resource,
    metadata: {
      ...metadata,
      ...(labels ? { labels: { ...mapOf(metadata['labels']), ...labels } } : {}),
      ...(annotations ? { annotations: { ...mapOf(metadata['annotations']), ...annotations } } : {}),
    },
  }
}

function mapOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** A Secret that is still encrypted must not reach the cluster as if it were not. */
function refuseEncrypted(resource: Resource): void {
  const isEncrypted = resource.apiVersion === 'v1' && resource.kind === 'Secret' && 'sops' in resource
  if (!isEncrypted || 'stringData' in resource || isDecryptionDisabled(resource)) return
  const { name, namespace = '' } = resource.metadata
  const ref = formatObjectRef({ group: '', version: 'v1', kind: 'Secret', namespace, name })
  throw new Error(
    `${ref} is SOPS encrypted, configuring decryption is required for this secret to be reconciled`,
  )
}

function isDecryptionDisabled({ metadata }: Resource): boolean {
  const marker = mapOf(metadata['annotations'])['kustomize.toolkit.fluxcd.io/decrypt']
  return typeof marker === 'string' && marker.toLowerCase() === 'disabled'
}
