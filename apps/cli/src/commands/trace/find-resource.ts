import { isJsonObject } from '@sluice/base/json'
import type { KubeClient } from '@sluice/kube/client'
import type { KindInfo } from '@sluice/kube/meta'
import { objectsAt, textAt } from '../../kinds/fields.ts'

const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'

/**
 * The kind that a word names: plural, singular, short name or kind, maybe with its group (`certificates.cert-manager.io`).
 * @throws Error if the server has no such kind
 */
export async function findResource(client: KubeClient, word: string, signal: AbortSignal): Promise<KindInfo> {
  const [name = '', ...groupParts] = word.toLowerCase().split('.')
  const group = groupParts.join('.')
  for (const path of ['/api', '/apis']) {
    const list = await client.raw('GET', path, undefined, { accept, signal })
    for (const item of objectsAt(list, 'items')) {
      const itemGroup = textAt(item, 'metadata', 'name')
      const [version] = objectsAt(item, 'versions')
      if (!version || (group !== '' && group !== itemGroup)) continue
      const found = objectsAt(version, 'resources').find(resource => isNamed(resource, name))
      if (found)
        return {
          group: itemGroup,
          version: textAt(version, 'version'),
          kind: textAt(found, 'responseKind', 'kind'),
          plural: textAt(found, 'resource'),
          namespaced: textAt(found, 'scope') === 'Namespaced',
        }
    }
  }
  throw new Error(`the server doesn't have a resource type "${word}"`)
}

function isNamed(resource: unknown, name: string): boolean {
  if (!isJsonObject(resource)) return false
  const shortNames = Array.isArray(resource['shortNames']) ? resource['shortNames'] : []
  return (
    textAt(resource, 'resource') === name ||
    textAt(resource, 'singularResource') === name ||
    textAt(resource, 'responseKind', 'kind').toLowerCase() === name ||
    shortNames.includes(name)
  )
}
