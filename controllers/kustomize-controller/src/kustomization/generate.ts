/**
 * The kustomization file that is built: the one in the source, or one made of all manifests below the path, with what
 * the Kustomization's spec adds.
 * @module
 */
import type { Kustomization, KustomizationSpec } from '@sluice/api/kustomize'
import type { FileTree } from '@sluice/base/flow'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { checkManifests, KustomizeError, kustomizationFileNames, readKnownFields } from '@sluice/kustomize'
import { formatYaml } from '@sluice/yaml'
import type { SourceTree } from './fetch.ts'
import { withFile } from './overlay-file.ts'
import { specOf } from './spec.ts'

/** The source with the kustomization file to build. @throws KustomizeError for manifests or files that cannot be read */
export function generateKustomization(source: SourceTree, ks: Kustomization): FileTree {
  const { tree, dir } = source
  const name = kustomizationFileNames.find(file => tree.read(join(dir, file)) !== undefined)
  const fields = name ? readExisting(tree, join(dir, name)) : listManifests(source)
  const merged = addSpec(fields, specOf(ks), { tree, dir })
  return withFile(tree, join(dir, name ?? 'kustomization.yaml'), formatYaml(withChartNamespaces(merged)))
}

function readExisting(tree: FileTree, path: string): JsonObject {
  const fields = readKnownFields(new TextDecoder().decode(tree.read(path)))
  // A file without resources may build nothing; without any field the build would refuse it as empty.
  const isBare = list(fields['resources']).length === 0
  return isBare ? { ...fields, buildMetadata: ['originAnnotations'] } : fields
}

/** Every manifest below the path; a folder with a kustomization file of its own is one resource. */
function listManifests(source: SourceTree): JsonObject {
  const resources = [...findManifests(source, '')]
  return resources.length > 0 ? { resources } : { namespace: '_placeholder' }
}

function* findManifests(source: SourceTree, below: string): Generator<string> {
  const { tree, shownRoot } = source
  const dir = join(source.dir, below)
  for (const { name, type } of tree.list(dir) ?? []) {
    const path = join(dir, name)
    const relative = join(below, name)
    if (type === 'directory') {
      const isBase = kustomizationFileNames.some(file => tree.read(join(path, file)) !== undefined)
      if (isBase) yield `./${relative}`
      else yield* findManifests(source, relative)
    } else if (/\.ya?ml$/.test(name)) {
      requireManifests(new TextDecoder().decode(tree.read(path)), `${shownRoot}/${path}`)
      yield `./${relative}`
    }
  }
}

function requireManifests(text: string, path: string): void {
  try {
    checkManifests(text)
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    throw new KustomizeError(`failed to decode Kubernetes YAML from ${path}: ${error.message}`, {
      cause: error,
    })
  }
}

function addSpec(
  fields: JsonObject,
  spec: KustomizationSpec,
  place: { readonly tree: FileTree; readonly dir: string },
): JsonObject {
  const patches = (spec.patches ?? []).map(({ patch, target }) => ({ patch, ...(target ? { target } : {}) }))
  const { targetNamespace, namePrefix, nameSuffix, buildMetadata = [] } = spec
  return {
    ...fields,
    ...(targetNamespace ? { namespace: targetNamespace } : {}),
    ...(namePrefix ? { namePrefix } : {}),
    ...(nameSuffix ? { nameSuffix } : {}),
    ...nonEmpty('patches', [...list(fields['patches']), ...(patches as unknown as JsonValue[])]),
    ...nonEmpty('components', [...list(fields['components']), ...componentsOf(spec, place)]),
    ...nonEmpty('images', mergeImages(list(fields['images']), spec.images ?? [])),
    ...(buildMetadata.length > 0 ? { buildMetadata } : {}),
  }
}

/** The kustomize that Flux has, newer than kubectl's, renders charts into the kustomization's namespace. */
function withChartNamespaces(fields: JsonObject): JsonObject {
  const { namespace, helmCharts } = fields
  if (typeof namespace !== 'string' || !Array.isArray(helmCharts)) return fields
  return {
    ...fields,
    helmCharts: helmCharts.map(chart => (isJsonObject(chart) ? { namespace, ...chart } : chart)),
  }
}

function componentsOf(
  { components = [], ignoreMissingComponents }: KustomizationSpec,
  { tree, dir }: { readonly tree: FileTree; readonly dir: string },
): readonly string[] {
  return components.filter(component => {
    if (/^\/|^[a-z][\w+.-]*:|^[\w.-]+@|^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]/i.test(component)) {
      throw new KustomizeError(`component path '${component}' must be local and relative`)
    }
    return !ignoreMissingComponents || exists(tree, join(dir, component))
  })
}

type Image = NonNullable<KustomizationSpec['images']>[number]

/** An image of the spec changes the entry of the same name; a tag or a digest replaces both. */
function mergeImages(own: readonly JsonValue[], added: readonly Image[]): readonly JsonValue[] {
  const images = own.map(image => ({ ...(image as JsonObject) }))
  for (const { name, newName, newTag, digest } of added) {
    const version = newTag || digest ? { newTag: newTag ?? '', digest: digest ?? '' } : {}
    const change = { ...(newName ? { newName } : {}), ...version }
    const index = images.findIndex(image => image['name'] === name)
    if (index === -1) images.push({ name, ...change })
    else images[index] = { ...images[index], ...change }
  }
  return images
}

function exists(tree: FileTree, path: string): boolean {
  return tree.list(path) !== undefined || tree.read(path) !== undefined
}

function nonEmpty(name: string, items: readonly JsonValue[]): JsonObject {
  return items.length > 0 ? { [name]: items } : {}
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

function join(dir: string, path: string): string {
  const parts = dir.split('/').filter(Boolean)
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
