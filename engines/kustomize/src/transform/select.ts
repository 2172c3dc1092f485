import type { Selector } from '../load/kustomization.ts'
import { effectiveNamespace } from '../resources/res-id.ts'
import type { BuildResource } from '../resources/resource.ts'
import { parseLabelSelector } from './label-selector.ts'
import { compileWhole } from './pattern.ts'

/** Tells whether a selector means a resource, by its present or its original name and namespace. @throws KustomizeError */
export function compileSelector(selector: Selector): (resource: BuildResource) => boolean {
  const group = compileWhole(selector.group)
  const version = compileWhole(selector.version)
  const kind = compileWhole(selector.kind)
  const name = compileWhole(selector.name)
  const namespace = compileWhole(selector.namespace)
  const labels = parseLabelSelector(selector.labelSelector)
  const annotations = parseLabelSelector(selector.annotationSelector)
  return resource => {
    if (!kind(resource.kind)) return false
    const { id } = resource
    const original = resource.originalId
    return (
      group(id.group) &&
      version(id.version) &&
      (name(original.name) || name(id.name)) &&
      (namespace(effectiveNamespace(original)) || namespace(effectiveNamespace(id))) &&
      (!selector.labelSelector || labels(resource.texts('labels'))) &&
      (!selector.annotationSelector || annotations(resource.texts('annotations')))
    )
  }
}
