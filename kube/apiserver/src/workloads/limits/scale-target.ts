/** What can be scaled: the size that an object wants, wherever its kind keeps it. @module */
import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../../kinds/index.ts'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, specOf } from '../cluster.ts'

export interface ScaleTarget {
  readonly type: ResourceType
  readonly object: JsonObject
  /** The size that is wanted. */
  readonly replicas: number
}

export type Search =
  | { readonly type: 'found'; readonly target: ScaleTarget }
  | { readonly type: 'unknownKind' }
  | { readonly type: 'notScalable'; readonly resource: string }
  | { readonly type: 'missing'; readonly resource: string }

/** Looks for what a reference by group, kind and name means. */
export function findTarget(
  reference: { readonly apiVersion: string; readonly kind: string; readonly name: string },
  namespace: string,
  cluster: Cluster,
): Search {
  const [group = ''] = reference.apiVersion.includes('/') ? reference.apiVersion.split('/') : ['']
  const type = [...cluster.services.registry.all()].find(
    each => each.group === group && each.kind === reference.kind,
  )
  if (!type) return { type: 'unknownKind' }
  const resource = type.group ? `${type.plural}.${type.group}` : type.plural
  if (!type.subresources.some(each => each.name === 'scale')) return { type: 'notScalable', resource }
  const object = cluster.services.store.get(type.storageKey, namespace, reference.name)?.object
  if (!object) return { type: 'missing', resource }
  const replicas = numberAt(holderOf(type, object), pathOf(type).at(-1) ?? '') ?? 1
  return { type: 'found', target: { type, object, replicas } }
}

/** Where a kind keeps its size: `spec.replicas`, or what its definition says. */
function pathOf(type: ResourceType): readonly string[] {
  const path = type.custom?.scale?.specReplicasPath ?? '.spec.replicas'
  return path.split('.').filter(Boolean)
}

function holderOf(type: ResourceType, object: JsonObject): JsonObject {
  return pathOf(type).slice(0, -1).reduce<JsonObject>(objectAt, object)
}

/** An object with another size. */
export function resized({ type }: ScaleTarget, object: JsonObject, replicas: number): JsonObject {
  const set = (at: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject => ({
    ...at,
    [key]: rest.length > 0 ? set(objectAt(at, key), rest) : replicas,
  })
  return set(object, pathOf(type))
}

/** The reference in `scaleTargetRef`. */
export function targetReference(autoscaler: JsonObject) {
  const target = objectAt(specOf(autoscaler), 'scaleTargetRef')
  const text = (field: string) => textAt(target, field)
  return { apiVersion: text('apiVersion'), kind: text('kind'), name: text('name') }
}
