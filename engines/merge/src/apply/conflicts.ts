import { type FieldSet, type Path, showPath } from '../field-set/index.ts'
import { compareText, managerOfKey } from './managed.ts'

/** A field that the applier would change and another manager owns. */
export interface Conflict {
  /** The owner's key. */
  readonly owner: string
  readonly path: Path
}

/** An apply that would take fields of others, refused. Its message is what Kubernetes says. */
export class ApplyConflict extends Error {
  readonly conflicts: readonly Conflict[]

  constructor(conflicts: readonly Conflict[]) {
    super(conflictText(conflicts))
    this.name = 'ApplyConflict'
    this.conflicts = conflicts
  }

  /** A text and a field for each conflict. */
  causes(): readonly { readonly message: string; readonly field: string }[] {
    return this.conflicts.map(({ owner, path }) => ({
      message: `conflict with ${showOwner(owner)}`,
      field: showPath(path),
    }))
  }
}

/** Every path of the sets, by manager in the order of their keys. */
export function conflictsOf(sets: ReadonlyMap<string, FieldSet>): readonly Conflict[] {
  return [...sets]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([owner, set]) => [...set.paths()].map(path => ({ owner, path })))
}

function conflictText(conflicts: readonly Conflict[]): string {
  const [first] = conflicts
  if (conflicts.length === 1 && first) {
    return `Apply failed with 1 conflict: conflict with ${showOwner(first.owner)}: ${showPath(first.path)}`
  }
  const byOwner = new Map<string, string[]>()
  for (const { owner, path } of conflicts) {
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), `- ${showPath(path)}`])
  }
  const parts = [...byOwner].map(([owner, paths]) =>
    [`conflicts with ${showOwner(owner)}:`, ...paths].join('\n'),
  )
  return `Apply failed with ${conflicts.length} conflicts: ${parts.join('\n')}`
}

function showOwner(key: string): string {
  const { manager, operation, apiVersion, subresource } = managerOfKey(key)
  const where = subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''
  const version = operation === 'Update' ? ` using ${apiVersion ?? ''}` : ''
  return `${JSON.stringify(manager)}${where}${version}`
}
