/** What an object has and who owns which of its fields, after applies and updates: the rules in their plainest form. @module */

const unknown = 'before-first-apply Update'

type Leaves = ReadonlyMap<string, string>

/** Who wrote: appliers and updaters of one name are two managers. */
export type Manager = `${string} ${'Apply' | 'Update'}`

/** The state of one object. */
export class OwnershipModel {
  leaves = new Map<string, string>()
  /** Whether fields are recorded at all: they are once somebody has applied any. */
  isRecorded = false
  readonly owned = new Map<Manager, Set<string>>()

  /** The paths that an apply would change although others own them. */
  conflicts(name: string, wanted: Leaves): string[] {
    return [...wanted.keys()].filter(path => {
      const present = this.leaves.get(path)
      if (present === undefined || present === wanted.get(path)) return false
      return this.#others(`${name} Apply`).some(fields => fields.has(path))
    })
  }

  /** What was wanted is set, others lose what was changed, and what is no longer wanted goes if nobody else owns it. */
  apply(name: string, wanted: Leaves): void {
    const manager: Manager = `${name} Apply`
    const lost = this.conflicts(name, wanted)
    if (!this.isRecorded) this.owned.set(unknown, new Set(this.leaves.keys()))
    for (const fields of this.#others(manager)) for (const path of lost) fields.delete(path)
    for (const [path, value] of wanted) this.leaves.set(path, value)
    const left = [...(this.owned.get(manager) ?? [])].filter(path => !wanted.has(path))
    this.owned.set(manager, new Set(wanted.keys()))
    for (const path of left) if (!this.#isOwned(path)) this.#remove(path)
    this.#tidy()
  }

  /** What changed belongs to whoever changed it, and to nobody else. */
  update(name: string, after: Leaves): void {
    const manager: Manager = `${name} Update`
    // Nobody has applied anything: nothing is recorded.
    if (!this.isRecorded) {
      this.leaves = new Map(after)
      return
    }
    const changed = [...after.keys()].filter(path => this.leaves.get(path) !== after.get(path))
    const gone = [...this.leaves.keys()].filter(path => !after.has(path))
    for (const fields of this.owned.values()) for (const path of [...changed, ...gone]) fields.delete(path)
    const own = this.owned.get(manager) ?? new Set()
    for (const path of changed) own.add(path)
    this.owned.set(manager, own)
    this.leaves = new Map(after)
    this.#tidy()
  }

  #others(manager: Manager): Set<string>[] {
    // What was there before the first apply belongs to a manager of its own.
    const unowned = !this.isRecorded ? [new Set(this.leaves.keys())] : []
    return [...this.owned].flatMap(([other, fields]) => (other === manager ? [] : [fields])).concat(unowned)
  }

  /** An item goes even if somebody owns something in it. */
  #isOwned(path: string): boolean {
    return [...this.owned.values()].some(fields => fields.has(path))
  }

  /** A field goes with all that is in it; the keys of an item stay as long as the item does. */
  #remove(path: string): void {
    if (this.#isKeyOfItem(path)) return
    for (const leaf of [...this.leaves.keys()]) if (isWithin(leaf, path)) this.leaves.delete(leaf)
  }

  #isKeyOfItem(path: string): boolean {
    const item = /^(.*\[[^[]*=[^[]*\])\.([^.]*)$/.exec(path)
    return item?.[1] !== undefined && this.leaves.has(item[1]) && item[1].includes(`${item[2]}=`)
  }

  #tidy(): void {
    for (const [manager, fields] of this.owned) {
      for (const path of fields) if (!this.leaves.has(path)) fields.delete(path)
      if (fields.size === 0) this.owned.delete(manager)
    }
  }
}

function isWithin(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`)
}
