import type { JsonObject } from '@sluice/base/json'
import type { ResourceRegistry, ResourceType } from '../kinds/index.ts'
import { namedGroups, versionsOf } from './discovery.ts'

/** `/api` or `/apis` as an APIGroupDiscoveryList: everything in one answer. */
export function aggregatedDiscovery(
  registry: ResourceRegistry,
  root: 'api' | 'apis',
  version: string,
): JsonObject {
  const groups = root === 'api' ? [''] : namedGroups(registry)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(group => ({
      metadata: group ? { name: group } : {},
      versions: versionsOf(registry, group).map(each => ({
        version: each,
        resources: [...registry.all()]
          .filter(type => type.group === group && type.version === each)
          .map(resourceOf),
        freshness: 'Current',
      })),
    })),
  }
}

function resourceOf(type: ResourceType): JsonObject {
  const own = type.custom ? { group: type.group, version: type.version } : { group: '', version: '' }
  return {
    resource: type.plural,
    responseKind: { ...own, kind: type.kind },
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
    ...(type.subresources.length > 0
      ? {
          subresources: type.subresources.map(each => ({
            subresource: each.name,
            responseKind:
              each.group || each.version
                ? { group: each.group ?? '', version: each.version ?? '', kind: each.kind }
                : { ...own, kind: each.kind },
            verbs: each.verbs,
          })),
        }
      : {}),
  }
}
