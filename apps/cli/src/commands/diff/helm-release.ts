/**
 * `diff helmrelease name`: what a release of local files would change in the cluster. Exit code 1 tells that it would
 * change something, 2 that it cannot be told.
 * @module
 */
import { HelmRelease } from '@sluice/api/helm'
import type { Resource } from '@sluice/base/flow'
import { helmNameOf, releaseNamespaceOf } from '@sluice/helm-controller'
import { inventoryId, resourceRef } from '@sluice/kube/apply'
import { objectsAt, textAt } from '../../kinds/fields.ts'
import { rowOf } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { localReleaseFlags, type ReleaseContext, renderLocally } from '../build/local-release.ts'
import { ownedByHelm } from '../build/owned-by-helm.ts'
import { completeNames } from '../complete-names.ts'
import { parseObjectId } from '../tree/object-tree.ts'
import { describeTrial } from './describe-trial.ts'
import { tellChanges } from './tell-changes.ts'
import { tryResource } from './trial.ts'

const row = rowOf('HelmRelease')

/** Shows what a release of local files would change. */
export const diffHelmRelease = command({
  summary: 'Show what a HelmRelease of local files would change in the cluster',
  usage: '[name]',
  examples: ['sluice diff helmrelease web --path=./clusters/production'],
  flags: localReleaseFlags,
  ...(row ? { complete: completeNames(row) } : {}),
  run: context => tellChanges(context, 'helmrelease', reportOf),
})

/** Hooks are left out: they are made anew each time and mostly gone afterwards. */
async function reportOf(context: ReleaseContext, name: string): Promise<string> {
  const { release, parts } = await renderLocally(context, name)
  const resources = [
    ...parts.crds.map(resource => ({ resource, isOwned: false })),
    ...parts.manifests.map(resource => ({ resource, isOwned: true })),
  ]
  const reports: string[] = []
  const made = new Set<string>()
  for (const { resource, isOwned } of resources) {
    const target = await placed(resource, release, context)
    const trial = await tryResource(isOwned ? owned(target, release) : target, context, {
      fieldManager: 'helm-controller',
      group: 'helm.toolkit.fluxcd.io',
    })
    made.add(inventoryId(resourceRef(target)))
    reports.push(describeTrial(trial, resource))
  }
  return reports.join('') + (await staleReport(context, release, made))
}

/** Objects of namespaced kinds are in the release's namespace unless they say otherwise. */
async function placed(resource: Resource, release: Resource, context: ReleaseContext): Promise<Resource> {
  const client = await context.client()
  const kind = await client.resolve(resource.apiVersion, resource.kind, context.signal)
  if (!kind?.namespaced || resource.metadata.namespace) return resource
  return {
    ...resource,
    metadata: { ...resource.metadata, namespace: releaseNamespaceOf(asRelease(release)) },
  }
}

function owned(resource: Resource, release: Resource): Resource {
  const [name, namespace] = [helmNameOf(asRelease(release)), releaseNamespaceOf(asRelease(release))]
  return ownedByHelm(resource, { name, namespace })
}

/** Objects that were released before and are no longer rendered; definitions stay. */
async function staleReport(
  context: ReleaseContext,
  release: Resource,
  made: ReadonlySet<string>,
): Promise<string> {
  const client = await context.client()
  const { namespace = context.namespace, name } = release.metadata
  const live = await client.find(HelmRelease, namespace, name, context.signal)
  return objectsAt(live, 'status', 'inventory', 'entries')
    .map(entry => textAt(entry, 'id'))
    .filter(id => !made.has(id))
    .map(parseObjectId)
    .filter(({ kind }) => kind !== 'CustomResourceDefinition')
    .map(object => `► ${[object.kind, object.namespace, object.name].filter(Boolean).join('/')} deleted\n`)
    .join('')
}

/** Its spec is read by functions that say what they miss. */
function asRelease(manifest: Resource): HelmRelease {
  return manifest as unknown as HelmRelease
}
