import type { FileTree, Resource } from '@sluice/base/flow'
import { accumulate, loadTarget } from './accumulate.ts'
import { nameHash } from './generate/name-hash.ts'
import { Loader, type RemoteFetcher } from './load/loader.ts'
import { noteBuild } from './render/build-metadata.ts'
import { sortResources } from './render/sort-resources.ts'
import type { BuildResource } from './resources/resource.ts'
import type { ResourceList } from './resources/resource-list.ts'
import { updateNameReferences } from './transform/name-references.ts'
import { resolveVariables } from './transform/resolve-vars.ts'

/** How to build. */
export interface BuildOptions {
  /** Files may lie outside the kustomization's directory (never outside the tree). Default: they may not. */
  readonly loadRestrictions?: 'rootOnly' | 'none'
  /** `legacy` is the order of the command line, `none` the order of the files. Default `legacy`. */
  readonly reorder?: 'legacy' | 'none'
  /** What messages put before paths. */
  readonly shownRoot?: string
  /** Gets remote bases; absent, they are refused. */
  readonly remote?: RemoteFetcher
}

/**
 * Builds the kustomization of a directory of a tree.
 * @throws KustomizeError naming the file, resource or field
 */
export function buildKustomization(tree: FileTree, dir: string, options: BuildOptions = {}): Resource[] {
  const loader = new Loader({
    tree,
    dir,
    restrict: options.loadRestrictions !== 'none',
    remote: options.remote,
    ...(options.shownRoot ? { shownRoot: options.shownRoot } : {}),
  })
  const first = loadTarget(loader)
  const wanted = first.kustomization.buildMetadata ?? []
  const target = { ...first, origin: wanted.length > 0 ? {} : undefined }
  const built = accumulate(target)
  const { resources } = built
  addHashes(resources)
  updateNameReferences(built.config.nameReference)(resources)
  resolveVariables(built.variables, built.config.varReference)(resources)
  dropLocal(resources)
  const order =
    target.kustomization.sortOptions ?? (options.reorder === 'none' ? undefined : { order: 'legacy' })
  if (order) sortResources(resources, order)
  noteBuild(resources, wanted)
  for (const resource of resources.items) dropEmptyAnnotations(resource)
  return resources.items.map(asResource)
}

function addHashes(resources: ResourceList): void {
  for (const resource of resources.items) {
    if (!resource.needsHash) continue
    const hash = nameHash(resource)
    resource.storePreviousId()
    resource.name = `${resource.name}-${hash}`
  }
  resources.idsChanged()
}

/** Resources may be meant for the build alone. */
function dropLocal(resources: ResourceList): void {
  resources.filter(resource => {
    const mark = resource.texts('annotations')['config.kubernetes.io/local-config']
    return mark === undefined || mark === 'false'
  })
}

/** kustomize: it keeps notes of its own in the annotations, and what is empty without them goes. */
function dropEmptyAnnotations(resource: BuildResource): void {
  const { metadata } = resource
  if ('annotations' in metadata && Object.keys(resource.texts('annotations')).length === 0)
    delete metadata['annotations']
}

/** What kustomize builds need not be whole: a patch may take a name, and a file may lack its apiVersion. */
function asResource(resource: BuildResource): Resource {
  return resource.object as unknown as Resource
}
