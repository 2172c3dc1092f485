import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Resource } from '@sluice/base/flow'
import { isClusterScoped, renderResources } from '@sluice/kustomize'
import { formatYaml } from '@sluice/yaml'

/** Writes resources to a file; into a directory that exists, a file per resource. */
export async function writeResources(target: string, resources: readonly Resource[]): Promise<void> {
  const found = await stat(target).catch(() => undefined)
  if (!found?.isDirectory()) {
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, renderResources(resources))
    return
  }
  const namespaces = new Set(resources.map(namespaceOf).filter(namespace => namespace !== undefined))
  for (const resource of resources) {
    const namespace = namespaceOf(resource)
    const prefix = namespace !== undefined && namespaces.size > 1 ? `${namespace.toLowerCase()}_` : ''
    await writeFile(join(target, prefix + fileNameOf(resource)), formatYaml(resource))
  }
}

function namespaceOf({ apiVersion, kind, metadata }: Resource): string | undefined {
  return isClusterScoped(apiVersion, kind) ? undefined : metadata.namespace || 'default'
}

/** kustomize: group, version, kind and name, in lower case. */
function fileNameOf({ apiVersion, kind, metadata }: Resource): string {
  const gvk = [...apiVersion.split('/'), kind].filter(Boolean).join('_')
  return `${gvk}_${metadata.name}`.toLowerCase().replaceAll('/', '-').concat('.yaml')
}
