import { KustomizeError } from '../errors.ts'
import { type Gvk, isSelected } from '../resources/res-id.ts'

/** A field of some kinds: steps separated by `/` (`\/` is a slash), `[]` after a step that must be a list. */
export interface FieldSpec extends Gvk {
  readonly path: string
  /** Make the field where it is missing. */
  readonly create?: boolean
}

/** Adds fields that are not covered yet. @throws KustomizeError if two disagree on `create` */
export function mergeFields(fields: readonly FieldSpec[], more: readonly FieldSpec[]): readonly FieldSpec[] {
  const merged = [...fields]
  for (const field of more) {
    const known = merged.find(other => other.path === field.path && isSelected(other, field))
    if (!known) merged.push(field)
    else if (Boolean(known.create) !== Boolean(field.create))
      throw new KustomizeError('conflicting fieldspecs')
  }
  return merged
}

/** The steps of a path. */
export function splitPath(path: string): string[] {
  const steps = path.split(/(?<!\\)\//).map(step => step.replaceAll('\\/', '/'))
  return steps.filter((step, i) => step !== '' || i > 0)
}
