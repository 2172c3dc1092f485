/**
 * Changes what a chart renders to: `spec.postRenderers` in their order, then `spec.commonMetadata`, then the labels
 * that say which HelmRelease an object is of.
 * @module
 */
import { type HelmRelease, type HelmReleaseSpec, ManagedBy } from '@sluice/api/helm'
import { memoryTree, type Resource } from '@sluice/base/flow'
import { formatJson, isJsonObject, type JsonObject } from '@sluice/base/json'
import { compareStrings } from '@sluice/gotemplate'
import { RenderError, sortManifests, splitManifests } from '@sluice/helm/render'
import { buildKustomization, KustomizeError, renderResources } from '@sluice/kustomize'
import { parseYaml, YamlError } from '@sluice/yaml'
import { namespaceOf, specOf } from './spec.ts'

type Files = ReadonlyMap<string, string>

/** Changes the rendered files, hooks as well, together or apart as the strategy says. @throws RenderError */
export async function postRender(files: Files, release: HelmRelease, strategy: Strategy): Promise<Files> {
  const resources = readFiles(files)
  if (strategy === 'combined') return split(changed(resources, release, 'files'))
  const manifests = changed(
    resources.filter(resource => !isHook(resource)),
    release,
    'manifests',
  )
  const hooks =
    strategy === 'nohooks'
      ? sortManifests(files).hooks.map(({ path, manifest }) => [path, manifest] as const)
      : split(changed(resources.filter(isHook), release, 'hooks'))
  return grouped([...hooks, ...split(manifests)])
}

function isHook({ metadata }: Resource): boolean {
  return mapOf(metadata['annotations'])['helm.sh/hook'] !== undefined
}

/** `spec.postRenderStrategy`. */
export type Strategy = NonNullable<HelmReleaseSpec['postRenderStrategy']>

function grouped(entries: Iterable<readonly [string, string]>): Files {
  const result = new Map<string, string>()
  for (const [path, text] of entries) {
    const known = result.get(path)
    result.set(path, known === undefined ? text : `${known}\n---\n${text}`)
  }
  return result
}

/** Where a resource comes from, while it is on its way. */
const source = 'postrenderer.helm.sh/postrender-filename'

function changed(rendered: readonly Resource[], release: HelmRelease, what: string): readonly Resource[] {
  const { postRenderers = [] } = specOf(release)
  let resources = rendered
  try {
    for (const { kustomize } of postRenderers) if (kustomize) resources = customized(resources, kustomize)
    resources.forEach(requireComplete)
    requireUnique(resources)
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    const why = withoutPlace(error.message)
    throw new RenderError(`error while running post render on ${what}: ${why}`, { cause: error })
  }
  return resources.map(resource => labelled(resource, release))
}

/** flux: its kustomize does not say which patch and which object a JSON patch fails on. */
function withoutPlace(message: string): string {
  const [, why] = /^applying JSON patch \[.*\] to \S+: (.*)$/s.exec(message) ?? []
  return why === undefined ? message : why.replace(/^(replace .* path: )"([^"]*)"/, '$1$2')
}

function readFiles(files: Files): readonly Resource[] {
  const resources: Resource[] = []
  for (const path of [...files.keys()].sort(compareStrings)) {
    const content = files.get(path) ?? ''
    if (path.slice(path.lastIndexOf('/') + 1).startsWith('_')) continue
    const documents = splitManifests(content)
    // helm: the line feed at the end of a file belongs to its last document, and may be part of a text.
    const end = content.endsWith('\n') ? '\n' : ''
    documents.forEach((document, i) => {
      const text = i === documents.length - 1 ? document + end : document
      resources.push(...readDocument(text, path))
    })
  }
  return resources
}

function readDocument(document: string, path: string): readonly Resource[] {
  try {
    return parseYaml(document, { dialect: 'v3', stringKeys: true }).flatMap(value => {
      if (!isJsonObject(value)) return []
      const { items, kind } = value
      const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)
      const found = isList ? items.filter(isJsonObject) : [value]
      return found.map(resource => annotated(resource, path))
    })
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    const why = `MalformedYAMLError: ${error.message}`
    throw new RenderError(`error merging manifests: parsing ${path}: ${why}`, { cause: error })
  }
}

function annotated(value: JsonObject, path: string): Resource {
  const metadata = mapOf(value['metadata'])
  const annotations = { ...mapOf(metadata['annotations']), [source]: path }
  return { ...value, metadata: { ...metadata, annotations } } as unknown as Resource
}

type Kustomize = NonNullable<NonNullable<NonNullable<HelmReleaseSpec['postRenderers']>[number]>['kustomize']>

function customized(resources: readonly Resource[], { patches, images }: Kustomize): readonly Resource[] {
  const kustomization = formatJson({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['helm-output.yaml'],
    ...(patches ? { patches } : {}),
    ...(images ? { images } : {}),
  } as unknown as JsonObject)
  const tree = memoryTree({
    'kustomization.yaml': kustomization,
    'helm-output.yaml': renderResources(resources),
  })
  return buildKustomization(tree, '', { reorder: 'none' })
}

/** kustomize: every object has a kind and a name; one that has not is shown as Go shows what it read. */
function requireComplete({ apiVersion, kind, metadata }: Partial<Resource>): void {
  const { name, namespace, labels, annotations } = mapOf(metadata)
  const lacks = !kind ? 'kind' : !name && !kind.endsWith('List') ? 'metadata.name' : undefined
  if (lacks === undefined) return
  const names = `{${name ?? ''} ${namespace ?? ''}}`
  const shown = `{{${apiVersion ?? ''} ${kind ?? ''}} {${names} ${goMap(labels)} ${goMap(annotations)}}}`
  throw new KustomizeError(`missing ${lacks} in object ${shown}`)
}

function goMap(value: unknown): string {
  const map = mapOf(value)
  const keys = Object.keys(map).sort(compareStrings)
  return `map[${keys.map(key => `${key}:${String(map[key])}`).join(' ')}]`
}

/** kustomize: one stream holds an object once. */
function requireUnique(resources: readonly Resource[]): void {
  const seen = new Set<string>()
  for (const { apiVersion = '', kind = '', metadata } of resources) {
    const [version = '', group = ''] = apiVersion.split('/').reverse()
    const { name = '', namespace = '' } = metadata
    const id = `${kind}.${version}.${group || '[noGrp]'}/${name}.${namespace || '[noNs]'}`
    if (name && seen.has(id))
      throw new KustomizeError(`may not add resource with an already registered id: ${id}`)
    seen.add(id)
  }
}

function labelled(resource: Resource, release: HelmRelease): Resource {
  const { labels = {}, annotations } = specOf(release).commonMetadata ?? {}
  const { metadata } = resource
  const origin = { [ManagedBy.Name]: release.metadata.name, [ManagedBy.Namespace]: namespaceOf(release) }
  return {
    ...resource,
    metadata: {
      ...metadata,
      labels: { ...mapOf(metadata['labels']), ...labels, ...origin },
      ...(annotations ? { annotations: { ...mapOf(metadata['annotations']), ...annotations } } : {}),
    },
  }
}

function split(resources: readonly Resource[]): Files {
  const byPath = new Map<string, Resource[]>()
  resources.forEach((resource, i) => {
    const { [source]: path = `generated-by-postrender-${i}.yaml`, ...annotations } = mapOf(
      resource.metadata['annotations'],
    )
    const { annotations: _, ...metadata } = resource.metadata
    const clean = Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata
    const group = byPath.get(String(path)) ?? []
    byPath.set(String(path), [...group, { ...resource, metadata: clean }])
  })
  return new Map([...byPath].map(([path, group]) => [path, renderResources(group)]))
}

function mapOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}
