import type { ResourceList } from '../resources/resource-list.ts'
import { nameHash } from './name-hash.ts'

/** Ends the names of resources that ask for it in a hash of their content. */
export function addHashes(resources: ResourceList): void {
  for (const resource of resources.items) {
    if (!resource.needsHash) continue
    const hash = nameHash(resource)
    resource.storePreviousId()
    resource.name = `${resource.name}-${hash}`
  }
  resources.idsChanged()
}
