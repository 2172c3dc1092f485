/**
 * The `namePrefix` and `nameSuffix` fields of a kustomization.
 *
 * Runs after the namespace. References to the names are followed at the end of the build.
 * @module
 */
import type { FieldSpec } from '../config/field-spec.ts'
import { type Json, scalarText } from '../resources/json.ts'
import { isSelected, type ResId } from '../resources/res-id.ts'
import { resolveCreated } from './scalar-value.ts'
import type { Transformer } from './transformer.ts'
import { updateField } from './update-field.ts'

/** Puts a text before or after every name, except those of definitions, API services and namespaces. */
export function addAffix(
  where: 'prefix' | 'suffix',
  affix: string,
  fields: readonly FieldSpec[],
): Transformer {
  const rename = (name: string) => (where === 'prefix' ? affix + name : name + affix)
  return resources => {
    for (const resource of resources.items) {
      const id = resource.originalId
      if (isLeftAlone(id)) continue
      for (const field of fields) {
        if (!isSelected(id, field)) continue
        if (field.path === 'metadata/name' && affix !== '') {
          resource[where === 'prefix' ? 'prefixes' : 'suffixes'].push(affix)
          resource.storePreviousId()
        }
        updateField(resource, field, undefined, old => renamed(old, rename))
      }
    }
    resources.idsChanged()
  }
}

/** kustomize: what was no text may be none after. */
function renamed(old: Json | undefined, rename: (name: string) => string): Json | undefined {
  if (typeof old === 'string') return rename(old)
  return typeof old === 'object' ? undefined : resolveCreated(rename(scalarText(old)))
}

function isLeftAlone(id: ResId): boolean {
  return (
    id.kind === 'CustomResourceDefinition' ||
    id.kind === 'Namespace' ||
    (id.kind === 'APIService' && id.group === 'apiregistration.k8s.io')
  )
}
