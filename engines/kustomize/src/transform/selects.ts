import type { Resource } from '@sluice/base/flow'
import type { Selector } from '../load/kustomization.ts'
import { copyJson, isMap } from '../resources/json.ts'
import { BuildResource } from '../resources/resource.ts'
import { compileSelector } from './select.ts'

/** Selects resources by regular expressions and label selectors, as the target of a patch does. */
export type ResourceSelector = Selector

/** Tells whether a selector means a resource. @throws KustomizeError for a pattern that is none */
export function selects(selector: ResourceSelector): (resource: Resource) => boolean {
  const isMeant = compileSelector(selector)
  return resource => {
    const object = copyJson({
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      metadata: resource.metadata,
    })
    return isMap(object) && isMeant(new BuildResource(object))
  }
}
