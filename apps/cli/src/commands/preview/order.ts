import { objectsAt, textAt } from '../../kinds/fields.ts'
import type { Built } from './expand-repository.ts'

/** What others depend on before them; else as found. Cycles are cut where they are met. */
export function inOrder(built: readonly Built[]): readonly Built[] {
  const byId = new Map(built.map(item => [idOf(item), item]))
  const placed = new Set<Built>()
  const place = (item: Built): void => {
    if (placed.has(item) || visiting.has(item)) return
    visiting.add(item)
    for (const id of dependenciesOf(item)) {
      const needed = byId.get(id)
      if (needed) place(needed)
    }
    placed.add(item)
  }
  const visiting = new Set<Built>()
  for (const item of built) place(item)
  return [...placed]
}

function idOf({ owner }: Built): string {
  return `${owner.kind}/${owner.metadata.namespace}/${owner.metadata.name}`
}

function dependenciesOf({ owner }: Built): readonly string[] {
  return objectsAt(owner, 'spec', 'dependsOn').map(dependency => {
    const namespace = textAt(dependency, 'namespace') || owner.metadata.namespace
    return `${owner.kind}/${namespace}/${textAt(dependency, 'name')}`
  })
}
