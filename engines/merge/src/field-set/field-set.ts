import { comparePathElements, type PathElement, showPathElement } from './path-element.ts'

/** A path from the root of an object. */
export type Path = readonly PathElement[]

/**
 * A set of field paths, as a tree. `members` end here; `children` lead on. A path may be both: the container
 * and what is in it. Sets are built with `insert` by whoever made them and are values from then on.
 */
export class FieldSet {
  readonly members: Set<PathElement>
  readonly children: Map<PathElement, FieldSet>

  constructor(
    members: Iterable<PathElement> = [],
    children: Iterable<readonly [PathElement, FieldSet]> = [],
  ) {
    this.members = new Set(members)
    this.children = new Map(children)
  }

  static of(...paths: readonly Path[]): FieldSet {
    const set = new FieldSet()
    for (const path of paths) set.insert(path)
    return set
  }

  get isEmpty(): boolean {
    if (this.members.size > 0) return false
    for (const child of this.children.values()) if (!child.isEmpty) return false
    return true
  }

  /** For the one who builds the set. */
  insert(path: Path): void {
    if (path.length === 0) return
    let set: FieldSet = this
    for (const element of path.slice(0, -1)) set = set.#descend(element)
    set.members.add(path[path.length - 1] ?? '')
  }

  /** For the one who builds the set: hangs a whole set below a step. */
  graft(element: PathElement, child: FieldSet): void {
    if (!child.isEmpty) this.children.set(element, child)
  }

  has(path: Path): boolean {
    let set: FieldSet | undefined = this
    for (const element of path.slice(0, -1)) {
      set = set.children.get(element)
      if (!set) return false
    }
    return path.length > 0 && set.members.has(path[path.length - 1] ?? '')
  }

  /** What is below one step; empty where nothing is. */
  below(element: PathElement): FieldSet {
    return this.children.get(element) ?? empty
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty) return this
    if (this.isEmpty) return other
    const result = new FieldSet(this.members, this.children)
    for (const member of other.members) result.members.add(member)
    for (const [element, child] of other.children) {
      const mine = this.children.get(element)
      result.graft(element, mine ? mine.union(child) : child)
    }
    return result
  }

  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet()
    for (const member of this.members) if (other.members.has(member)) result.members.add(member)
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element)
      if (theirs) result.graft(element, child.intersection(theirs))
    }
    return result
  }

  /** Without the paths of `other`; what lies below them stays. */
  difference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) return this
    const result = new FieldSet()
    for (const member of this.members) if (!other.members.has(member)) result.members.add(member)
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element)
      result.graft(element, theirs ? child.difference(theirs) : child)
    }
    return result
  }

  /** Without the paths of `other` and all that lies below them. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) return this
    const result = new FieldSet()
    for (const member of this.members) if (!other.members.has(member)) result.members.add(member)
    for (const [element, child] of this.children) {
      if (other.members.has(element)) continue
      const theirs = other.children.get(element)
      result.graft(element, theirs ? child.recursiveDifference(theirs) : child)
    }
    return result
  }

  equals(other: FieldSet): boolean {
    return this.#covers(other) && other.#covers(this)
  }

  /** Every path, in printed order; those that end at a level before those that go deeper. */
  *paths(prefix: Path = []): IterableIterator<Path> {
    for (const member of [...this.members].sort(comparePathElements)) yield [...prefix, member]
    const below = [...this.children].sort(([a], [b]) => comparePathElements(a, b))
    for (const [element, child] of below) yield* child.paths([...prefix, element])
  }

  #descend(element: PathElement): FieldSet {
    let child = this.children.get(element)
    if (!child) {
      child = new FieldSet()
      this.children.set(element, child)
    }
    return child
  }

  #covers(other: FieldSet): boolean {
    for (const member of other.members) if (!this.members.has(member)) return false
    for (const [element, child] of other.children) {
      if (!child.isEmpty && !(this.children.get(element) ?? empty).#covers(child)) return false
    }
    return true
  }
}

const empty = new FieldSet()

/** A path as messages show it: `.spec.containers[name="app"].image`. */
export function showPath(path: Path): string {
  return path.map(showPathElement).join('')
}
