import type { Resource } from '@sluice/base/flow'
import { isJsonObject } from '@sluice/base/json'
import type { Owner } from './cluster.ts'

/** The resources with labels that name their owner, `<group>/name` and `<group>/namespace`. */
export function withOwnerLabels(resources: readonly Resource[], group: string, owner: Owner): Resource[] {
  const added = { [`${group}/name`]: owner.name, [`${group}/namespace`]: owner.namespace }
  return resources.map(resource => {
    const labels = isJsonObject(resource.metadata['labels']) ? resource.metadata['labels'] : {}
    return { ...resource, metadata: { ...resource.metadata, labels: { ...labels, ...added } } }
  })
}
