import type { FileTree, Resource } from '@sluice/base/flow'
import { accumulate } from './accumulate.ts'
import { addHashes } from './generate/add-hashes.ts'
import type { ChartRenderer } from './generate/inflate-chart.ts'
import type { BuildContext } from './load/build-context.ts'
import { enterRepository, Loader } from './load/loader.ts'
import type { RemoteFetcher } from './load/remote.ts'
import type { RepositoryUrl } from './load/repository-url.ts'
import { noteBuild } from './render/build-metadata.ts'
import { sortResources } from './render/sort-resources.ts'
import { isMap, member, setMember } from './resources/json.ts'
import { formatResId } from './resources/res-id.ts'
import type { BuildResource } from './resources/resource.ts'
import type { ResourceList } from './resources/resource-list.ts'
import { Schemas } from './resources/schemas.ts'
import { writtenText } from './resources/spelling.ts'
import { requireTextKey } from './resources/text-key.ts'
import { chooseSchemas, loadTarget } from './target.ts'
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
  /** Renders `helmCharts`; absent, they are refused. */
  readonly helm?: ChartRenderer
  /** Labels what was built as managed by kustomize. */
  readonly addManagedByLabel?: boolean
  /** Hears of deprecated fields and the like, in kustomize's words. */
  readonly warn?: (message: string) => void
}

/**
 * Builds the kustomization of a directory of a tree.
 * @throws KustomizeError naming the file, resource or field
 */
export function buildKustomization(tree: FileTree, dir: string, options: BuildOptions = {}): Resource[] {
  return build(new Loader(contextOf(options), { tree, dir }), options)
}

/**
 * Builds the kustomization of a directory of a repository, which `options.remote` fetches.
 * @throws KustomizeError naming the file, resource or field
 */
export function buildRepository(repository: RepositoryUrl, options: BuildOptions): Resource[] {
  return build(enterRepository(contextOf(options), repository), options)
}

function contextOf(options: BuildOptions): BuildContext {
  return {
    restrict: options.loadRestrictions !== 'none',
    shownRoot: options.shownRoot ?? '',
    schemas: new Schemas(),
    remote: options.remote,
    helm: options.helm,
    warn: options.warn ?? (() => {}),
  }
}

function build(loader: Loader, options: BuildOptions): Resource[] {
  const first = loadTarget(loader)
  chooseSchemas(first)
  const { buildMetadata = [], sortOptions } = first.kustomization
  const target = { ...first, origin: buildMetadata.length > 0 ? {} : undefined }
  const built = accumulate(target)
  const { resources } = built
  addHashes(resources)
  updateNameReferences(built.config.nameReference)(resources)
  resolveVariables(built.variables, built.config.varReference, loader.context.warn)(resources)
  dropLocal(resources)
  const order = sortOptions ?? (options.reorder === 'none' ? undefined : { order: 'legacy' })
  if (order) sortResources(resources, order)
  noteBuild(resources, options.addManagedByLabel ? [...buildMetadata, 'managedByLabel'] : buildMetadata)
  for (const resource of resources.items) rewriteAnnotations(resource)
  return resources.items.map(asResource)
}

const localConfig = 'config.kubernetes.io/local-config'

/** Resources may be meant for the build alone. */
function dropLocal(resources: ResourceList): void {
  resources.filter(resource => {
    const annotations = member(resource.metadata, 'annotations')
    if (!isMap(annotations) || !Object.hasOwn(annotations, localConfig)) return true
    return resource.texts('annotations')[localConfig] === 'false'
  })
}

/** kustomize: it keeps notes of its own in the annotations: all become text, and what is empty without them goes. */
function rewriteAnnotations({ metadata, id }: BuildResource): void {
  const annotations = member(metadata, 'annotations')
  if (annotations === undefined) return
  if (!isMap(annotations) || Object.keys(annotations).length === 0) {
    delete metadata['annotations']
    return
  }
  for (const [key, value] of Object.entries(annotations)) {
    requireTextKey(key, `the annotations of ${formatResId(id)}`)
    setMember(annotations, key, writtenText(annotations, key, value))
  }
}

/** What kustomize builds need not be whole: a patch may take a name, and a file may lack its apiVersion. */
function asResource(resource: BuildResource): Resource {
  return resource.object as unknown as Resource
}
