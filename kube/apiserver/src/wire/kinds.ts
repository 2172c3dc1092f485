import { builtInSchemas } from '../kinds/index.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.'

/** Kinds that every group and version has. */
const everywhere = new Set(['DeleteOptions', 'Status', 'WatchEvent'])

/** Kinds that are answered, but are no resources. */
const answers = new Set([
  ' APIVersions',
  ' APIResourceList',
  'v1 APIGroup',
  'v1 APIGroupList',
  'v1 APIResourceList',
  'meta.k8s.io/v1 PartialObjectMetadata',
  'meta.k8s.io/v1 PartialObjectMetadataList',
])

let names: Map<string, string> | undefined

/** The OpenAPI definition (and so the message) of a built-in kind. */
export function definitionOf(apiVersion: string, kind: string): string | undefined {
  if (!names) {
    names = new Map()
    for (const [name, schema] of Object.entries(builtInSchemas())) {
      for (const gvk of schema['x-kubernetes-group-version-kind'] ?? []) {
        const version = gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version
        names.set(`${version} ${gvk.kind}`, name)
      }
    }
  }
  const name = `${apiVersion} ${kind}`
  const known = names.get(name)
  if (known !== undefined) return known
  if (everywhere.has(kind) || answers.has(name)) return meta + kind
  return name === 'apidiscovery.k8s.io/v2 APIGroupDiscoveryList'
    ? 'io.k8s.api.apidiscovery.v2.APIGroupDiscoveryList'
    : undefined
}
