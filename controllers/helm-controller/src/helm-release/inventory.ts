import { type HelmReleaseStatus, Reason } from '@sluice/api/helm'
import { goString } from '@sluice/gotemplate'
import type { ReleaseRecord } from '@sluice/helm/release'
import type { ChartCrd } from '@sluice/helm/render'
import { inventoryEntryOf, resourceRef } from '@sluice/kube/apply'
import type { KubeClient } from '@sluice/kube/client'
import { BuildError, readManifest } from './build.ts'
import type { Draft } from './draft.ts'
import { namespaceOf } from './spec.ts'

/** Notes what a record holds: its objects, and the definitions of its chart. What cannot be told is an event. */
export async function recordInventory(
  draft: Draft,
  record: ReleaseRecord,
  { client, crds }: { readonly client: KubeClient; readonly crds: readonly ChartCrd[] },
): Promise<void> {
  try {
    draft.set({ inventory: await inventoryOf(record, client, crds) })
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    const { release } = draft
    const what = `failed to build inventory for ${namespaceOf(release)}/${release.metadata.name}`
    draft.run.announce(`${what}: ${error.message}`, {
      severity: 'error',
      reason: Reason.InventoryBuildFailed,
    })
  }
}

async function inventoryOf(
  record: ReleaseRecord,
  client: KubeClient,
  crds: readonly ChartCrd[],
): Promise<HelmReleaseStatus['inventory']> {
  const entries = []
  for (const resource of readManifest(record.manifest)) {
    const ref = resourceRef(resource)
    const kind = ref.namespace ? undefined : await client.resolve(resource.apiVersion, resource.kind)
    entries.push(inventoryEntryOf(kind?.namespaced ? { ...ref, namespace: record.namespace } : ref))
  }
  for (const { file } of crds)
    for (const resource of readManifest(goString(file.data)))
      entries.push(inventoryEntryOf(resourceRef(resource)))
  return { entries }
}
