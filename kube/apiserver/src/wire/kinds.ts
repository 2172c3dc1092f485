import { builtInSchemas } from '../kinds/index.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.'

/** Kinds that every group and version has. */
const everywhere = new Set(['DeleteOptions', 'Status', 'WatchEvent'])

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
  return names.get(`${apiVersion} ${kind}`) ?? (everywhere.has(kind) ? meta + kind : undefined)
}
