import { type HelmReleaseStatus, Reason } from '@sluice/api/helm'
import { isJsonObject } from '@sluice/base/json'
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
    const { entries, warnings } = await inventoryOf(record, client, crds)
    draft.set({ inventory: { entries } })
    if (warnings.length > 0)
      draft.run.announce(warnings.join('; '), { severity: 'error', reason: Reason.NamespaceCheckSkipped })
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
): Promise<NonNullable<HelmReleaseStatus['inventory']> & { readonly warnings: readonly string[] }> {
  const entries = []
  const warnings: string[] = []
  for (const resource of readManifest(record.manifest)) {
    const { apiVersion, kind, metadata } = resource
    if (isJsonObject(metadata['annotations']) && 'helm.sh/hook' in metadata['annotations']) continue
    const ref = resourceRef(resource)
    const known = ref.namespace ? undefined : await client.resolve(apiVersion, kind)
    if (!known && !ref.namespace) warnings.push(unchecked(apiVersion, kind))
    entries.push(inventoryEntryOf(known?.namespaced ? { ...ref, namespace: record.namespace } : ref))
  }
  for (const { file } of crds)
    for (const resource of readManifest(goString(file.data)))
      entries.push(inventoryEntryOf(resourceRef(resource)))
  return { entries, warnings }
}

function unchecked(apiVersion: string, kind: string): string {
  const why = `no matches for kind "${kind}" in version "${apiVersion}"`
  return `failed to determine if ${kind} is namespace scoped, skipping namespace: ${why}`
}
