import type { Gvk } from '../resources/res-id.ts'
import { addFields, compareKinds, type FieldSpec } from './field-spec.ts'

/** A kind, and the fields of other kinds that name one of it. */
export interface NameReference extends Gvk {
  readonly fieldSpecs: readonly FieldSpec[]
}

/** Adds references; fields of a kind that is known are added to that kind. */
export function mergeNameReferences(
  references: readonly NameReference[],
  more: readonly NameReference[],
): readonly NameReference[] {
  const merged = [...references]
  for (const reference of more) {
    const i = merged.findIndex(known => sameKind(known, reference))
    const known = merged[i]
    if (known) merged[i] = { ...known, fieldSpecs: addFields(known.fieldSpecs, reference.fieldSpecs) }
    else merged.push(reference)
  }
  return merged.sort(compareKinds)
}

function sameKind(a: Gvk, b: Gvk): boolean {
  return (
    (a.group ?? '') === (b.group ?? '') &&
    (a.version ?? '') === (b.version ?? '') &&
    (a.kind ?? '') === (b.kind ?? '')
  )
}
