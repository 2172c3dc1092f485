import { KustomizeError } from '../errors.ts'
import { compareText } from '../resources/json.ts'
import { firstKinds, lastKinds, ranksOf } from '../resources/legacy-order.ts'
import { type Gvk, isSelected } from '../resources/res-id.ts'

/** A field of some kinds: steps separated by `/` (`\/` is a slash), `[]` after a step that must be a list. */
export interface FieldSpec extends Gvk {
  readonly path: string
  /** Make the field where it is missing. */
  readonly create?: boolean
}

/** As `addFields`, sorted by kind. @throws KustomizeError if two disagree on `create` */
export function mergeFields(fields: readonly FieldSpec[], more: readonly FieldSpec[]): readonly FieldSpec[] {
  return [...addFields(fields, more)].sort(compareKinds)
}

const ranks = ranksOf(firstKinds, lastKinds)

/** The order kustomize keeps kinds in. */
export function compareKinds(a: Gvk, b: Gvk): number {
  const byRank = (ranks.get(a.kind ?? '') ?? 0) - (ranks.get(b.kind ?? '') ?? 0)
  return byRank || compareText(sortText(a), sortText(b))
}

function sortText({ group, version, kind }: Gvk): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`
}

/** Adds fields that are not covered yet. @throws KustomizeError if two disagree on `create` */
export function addFields(fields: readonly FieldSpec[], more: readonly FieldSpec[]): readonly FieldSpec[] {
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
