/**
 * The `labels`, `commonLabels` and `commonAnnotations` fields of a kustomization.
 *
 * Run after names. Existing values are overridden.
 * @module
 */
import { addFields, type FieldSpec } from '../config/field-spec.ts'
import type { TransformConfig } from '../config/transform-config.ts'
import type { LabelEntry, Texts } from '../load/kustomization.ts'
import type { Transformer } from './transformer.ts'
import { fieldsByKind, setEntry, updateField } from './update-field.ts'

/** Sets labels or annotations in every field that holds some. */
export function addTexts(texts: Texts, fields: readonly FieldSpec[]): Transformer {
  const entries = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))
  const updates = entries.map(([key, value]) => setEntry(key, value))
  const fieldsOf = fieldsByKind(fields)
  return resources => {
    for (const resource of resources.items) {
      const own = fieldsOf(resource)
      for (const update of updates) for (const field of own) updateField(resource, field, 'map', update)
    }
  }
}

const metadataLabels: FieldSpec = { path: 'metadata/labels', create: true }

/** The fields that one entry of `labels` sets. */
export function fieldsOfLabels(entry: LabelEntry, config: TransformConfig): readonly FieldSpec[] {
  const own = addFields(entry.fields ?? [], config.labels)
  if (entry.includeSelectors) return addFields(own, config.commonLabels)
  const withTemplates = entry.includeTemplates ? addFields(own, config.templateLabels) : own
  return addFields(withTemplates, [metadataLabels])
}
