import type { ArtifactGeneratorStatus } from '@sluice/api/extensions'
import type { Artifact } from '@sluice/base/flow'
import type { Owner } from '@sluice/io/artifact-store'

/** What a generator has made. */
export type Inventory = NonNullable<ArtifactGeneratorStatus['inventory']>
export type InventoryItem = Inventory[number]

/** The name under which an artifact is stored. */
export function ownerOf({ namespace, name }: Pick<InventoryItem, 'namespace' | 'name'>): Owner {
  return { kind: 'ExternalArtifact', namespace, name }
}

/** An artifact as far as the inventory knows it: enough for the store. */
export function artifactOf({ namespace, name, filename, digest }: InventoryItem): Artifact {
  const path = `externalartifact/${namespace}/${name}/${filename}`
  return { path, digest, url: '', revision: '', lastUpdateTime: '' }
}

/** What is in one inventory and not in another. */
export function minus(inventory: Inventory, other: Inventory): Inventory {
  return inventory.filter(
    ({ namespace, name }) => !other.some(each => each.namespace === namespace && each.name === name),
  )
}
