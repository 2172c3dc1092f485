/**
 * The `replicas` field of a kustomization.
 *
 * Runs after labels. A resource is found by any name it has had; finding none is an error.
 * @module
 */
import type { FieldSpec } from '../config/field-spec.ts'
import { KustomizeError } from '../errors.ts'
import { formatGvk, isSelected } from '../resources/res-id.ts'
import type { Transformer } from './transformer.ts'
import { setScalar, updateField } from './update-field.ts'

/** Sets the replica count of the resources of a name. */
export function setReplicas(
  replica: { readonly name: string; readonly count: number },
  fields: readonly FieldSpec[],
): Transformer {
  return resources => {
    let found = false
    for (const resource of resources.items) {
      if (resource.isEmpty) continue
      const ids = resource.ids.filter(id => id.name === replica.name)
      if (ids.length === 0) continue
      for (const field of fields) {
        if (!ids.some(id => isSelected(id, field))) continue
        found = true
        updateField(resource, field, 'scalar', setScalar(replica.count))
      }
    }
    if (!found) {
      const kinds = fields.map(field => formatGvk(field)).join(' ')
      throw new KustomizeError(
        `resource with name ${replica.name} does not match a config with the following GVK [${kinds}]`,
      )
    }
  }
}
