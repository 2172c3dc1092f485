import { KustomizeError } from '../errors.ts'
import { formatResId, idKey, type ResId } from './res-id.ts'
import type { BuildResource } from './resource.ts'

/**
 * The resources of a build, in order. Indexes by id are made when first asked for and dropped when an id may have
 * changed, so that looking up is cheap and the whole build stays linear.
 */
export class ResourceList {
  #items: BuildResource[] = []
  #current: Map<string, BuildResource[]> | undefined
  #any: Map<string, BuildResource[]> | undefined

  get items(): readonly BuildResource[] {
    return this.#items
  }

  /** Must be called after names, namespaces or kinds changed. */
  idsChanged(): void {
    this.#current = undefined
    this.#any = undefined
  }

  /** @throws KustomizeError if there is a resource of this id already */
  append(resource: BuildResource): void {
    const { key } = resource
    const index = this.#currentIndex()
    if (index.has(key)) {
      throw new KustomizeError(
        `may not add resource with an already registered id: ${formatResId(resource.id)}`,
      )
    }
    this.#items.push(resource)
    index.set(key, [resource])
    if (this.#any) for (const known of resource.ids) add(this.#any, idKey(known), resource)
  }

  appendAll(resources: Iterable<BuildResource>): void {
    for (const resource of resources) this.append(resource)
  }

  /** Puts a resource in another's place. */
  replace(old: BuildResource, replacement: BuildResource): void {
    this.#items[this.#items.indexOf(old)] = replacement
    this.idsChanged()
  }

  /** Keeps only what passes. */
  filter(keep: (resource: BuildResource) => boolean): void {
    const kept = this.#items.filter(keep)
    if (kept.length === this.#items.length) return
    this.#items = kept
    this.idsChanged()
  }

  sort(compare: (a: BuildResource, b: BuildResource) => number): void {
    this.#items.sort(compare)
  }

  withCurrentId(id: ResId): readonly BuildResource[] {
    return this.#currentIndex().get(idKey(id)) ?? []
  }

  /** Those that have, or had, this id. */
  withAnyId(id: ResId): readonly BuildResource[] {
    this.#any ??= this.#indexBy(resource => [resource.key, ...resource.ids.slice(1).map(idKey)])
    return this.#any.get(idKey(id)) ?? []
  }

  /** The one resource that has, or had, this id. @throws KustomizeError if there is none or several */
  oneWithAnyId(id: ResId): BuildResource {
    const [found, second] = this.withAnyId(id)
    const name = formatResId(id)
    if (second)
      throw new KustomizeError(
        `multiple matches for Id ${name}; failed to find unique target for patch ${name}`,
      )
    if (!found)
      throw new KustomizeError(`no matches for Id ${name}; failed to find unique target for patch ${name}`)
    return found
  }

  #currentIndex(): Map<string, BuildResource[]> {
    this.#current ??= this.#indexBy(resource => [resource.key])
    return this.#current
  }

  #indexBy(keysOf: (resource: BuildResource) => readonly string[]): Map<string, BuildResource[]> {
    const index = new Map<string, BuildResource[]>()
    for (const resource of this.#items) {
      if (resource.isEmpty) continue
      for (const key of keysOf(resource)) add(index, key, resource)
    }
    return index
  }
}

function add(index: Map<string, BuildResource[]>, key: string, resource: BuildResource): void {
  const found = index.get(key)
  if (!found) index.set(key, [resource])
  else if (!found.includes(resource)) found.push(resource)
}
