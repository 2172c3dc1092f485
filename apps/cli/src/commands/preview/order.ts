import type { Built } from './expand-repository.ts'
import { dependenciesOf, ownerId } from './owners.ts'

/** What others depend on before them; else as found. Cycles are cut where they are met. */
export function inOrder(built: readonly Built[]): readonly Built[] {
  const byId = new Map(built.map(item => [ownerId(item.owner), item]))
  const placed = new Set<Built>()
  const visiting = new Set<Built>()
  const place = (item: Built): void => {
    if (placed.has(item) || visiting.has(item)) return
    visiting.add(item)
    for (const id of dependenciesOf(item.owner)) {
      const needed = byId.get(id)
      if (needed) place(needed)
    }
    placed.add(item)
  }
  for (const item of built) place(item)
  return [...placed]
}
