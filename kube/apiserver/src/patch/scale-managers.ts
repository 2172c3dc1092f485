import type { JsonObject, JsonValue } from '@sluice/base/json'
import { managersAfterScale, managersOfScale, type Path, type ScaleMapping } from '@sluice/merge'
import type { ResourceRegistry, ResourceType } from '../kinds/index.ts'

/** The managers of the replicas of an object, as managers of its Scale. */
export function scaleManagers(
  type: ResourceType,
  entries: JsonValue | undefined,
  registry: ResourceRegistry | undefined,
): readonly JsonObject[] | undefined {
  return managersOfScale(entries, mappingOf(type, registry))
}

/** The managers of an object after its Scale got the managers `scaleEntries`. */
export function parentManagers(
  type: ResourceType,
  entries: { readonly parent: JsonValue | undefined; readonly scale: JsonValue | undefined },
  registry: ResourceRegistry | undefined,
): readonly JsonObject[] | undefined {
  return managersAfterScale(entries.parent, entries.scale, mappingOf(type, registry))
}

function mappingOf(type: ResourceType, registry: ResourceRegistry | undefined): ScaleMapping {
  const all = registry ? [...registry.all()].filter(each => each.storageKey === type.storageKey) : [type]
  return {
    apiVersion: type.apiVersion,
    replicasPaths: new Map(all.map(each => [each.apiVersion, replicasPathOf(each)])),
  }
}

function replicasPathOf(type: ResourceType): Path | undefined {
  const path = type.custom ? type.custom.scale?.specReplicasPath : '.spec.replicas'
  return path
    ?.split('.')
    .filter(Boolean)
    .map(name => `f:${name}`)
}
