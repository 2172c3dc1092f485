/** From the text of a manifest to objects that can be sent to a cluster. @module */
import type { ObjectRef, Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { resourceRef } from '@sluice/kube/apply'
import type { KubeClient } from '@sluice/kube/client'
import type { KindInfo } from '@sluice/kube/meta'
import { parseYaml, YamlError } from '@sluice/yaml'

/** A resource, and where its object is. */
export interface Target {
  readonly resource: Resource
  readonly kind: KindInfo
  readonly ref: ObjectRef
}

/** Manifests that are none, or of kinds that the cluster does not serve. */
export class BuildError extends Error {
  override readonly name = 'BuildError'
}

/** Manifests that were read last: an action asks several times for the same one. */
const lately = new Map<string, readonly Resource[]>()
const maxLately = 8
const longest = 1024 ** 2

/** The resources of a manifest, items of lists in the place of the lists. @throws BuildError */
export function readManifest(text: string): readonly Resource[] {
  const resources = lately.get(text) ?? parse(text)
  lately.delete(text)
  if (text.length <= longest) lately.set(text, resources)
  const [oldest] = lately.keys()
  if (lately.size > maxLately && oldest !== undefined) lately.delete(oldest)
  return resources
}

function parse(text: string): readonly Resource[] {
  try {
    return parseYaml(text).flatMap(itemsOf)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new BuildError(`error parsing : error converting YAML to JSON: ${error.message}`, { cause: error })
  }
}

/**
 * The objects of a manifest, in its order; those of a namespaced kind are in the release's namespace unless they say
 * otherwise.
 * @throws BuildError naming every kind that the cluster does not serve
 */
export async function buildTargets(
  client: KubeClient,
  text: string,
  namespace: string,
): Promise<readonly Target[]> {
  const { targets, unknown } = await buildServed(client, text, namespace)
  const [first, ...others] = [...new Set(unknown.map(unknownKind))]
  if (first === undefined) return targets
  throw new BuildError(others.length > 0 ? `[${[first, ...others].join(', ')}]` : first)
}

/** The same, with the resources whose kinds the cluster does not serve apart. */
export async function buildServed(
  client: KubeClient,
  text: string,
  namespace: string,
): Promise<{ readonly targets: readonly Target[]; readonly unknown: readonly Resource[] }> {
  const targets: Target[] = []
  const unknown: Resource[] = []
  for (const resource of readManifest(text)) {
    const kind = await client.resolve(resource.apiVersion, resource.kind)
    if (kind) targets.push(targetOf(resource, kind, namespace))
    else unknown.push(resource)
  }
  return { targets, unknown }
}

/** Names an object whatever its version, so that one finds it again. */
export function keyOf({ ref }: Target): string {
  return `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`
}

function targetOf(resource: Resource, kind: KindInfo, namespace: string): Target {
  const { namespace: own, ...metadata } = resource.metadata
  const where = kind.namespaced ? own || namespace : undefined
  const placed = { ...resource, metadata: where === undefined ? metadata : { ...metadata, namespace: where } }
  return { resource: placed, kind, ref: { ...resourceRef(placed), namespace: where ?? '' } }
}

function itemsOf(value: JsonValue): readonly Resource[] {
  if (!isJsonObject(value)) return []
  const { kind, items } = value
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) return items.flatMap(itemsOf)
  return isResource(value) ? [value] : []
}

function isResource(value: JsonObject): value is Resource {
  const { apiVersion, kind, metadata } = value
  if (typeof apiVersion === 'string' && typeof kind === 'string' && isJsonObject(metadata)) return true
  if (Object.keys(value).length === 0) return false
  throw new BuildError(
    typeof kind === 'string'
      ? 'error validating "": error validating data: apiVersion not set'
      : 'error validating "": error validating data: kind not set',
  )
}

function unknownKind({ apiVersion, kind, metadata }: Resource): string {
  const { name = '', namespace = '' } = metadata
  const where = `resource mapping not found for name: "${name}" namespace: "${namespace}" from ""`
  return `${where}: no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`
}
