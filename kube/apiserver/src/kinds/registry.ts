import type { ResourceType } from './resource-type.ts'

/** Every resource type the server serves: the built-in ones, and custom ones that come and go. */
export class ResourceRegistry {
  #types = new Map<string, ResourceType>()
  #listeners = new Set<() => void>()
  #groups: readonly string[] | undefined

  constructor(builtIn: Iterable<ResourceType> = []) {
    for (const type of builtIn) this.#types.set(keyOf(type.group, type.version, type.plural), type)
  }

  /** The type at `/apis/<group>/<version>/<plural>`. */
  find(group: string, version: string, plural: string): ResourceType | undefined {
    return this.#types.get(keyOf(group, version, plural))
  }

  findKind(group: string, version: string, kind: string): ResourceType | undefined {
    for (const type of this.#types.values()) {
      if (type.kind === kind && type.group === group && type.version === version) return type
    }
    return undefined
  }

  /** All types; of a kind in several versions each. */
  all(): IterableIterator<ResourceType> {
    return this.#types.values()
  }

  /** One type per stored kind, that of the storage version where it is served. */
  stored(): readonly ResourceType[] {
    const byKey = new Map<string, ResourceType>()
    for (const type of this.#types.values()) {
      if (!byKey.has(type.storageKey) || type.apiVersion === type.storageVersion) {
        byKey.set(type.storageKey, type)
      }
    }
    return [...byKey.values()]
  }

  /** Names of the groups in the order they were added, the core group as `''`. */
  groups(): readonly string[] {
    this.#groups ??= [...new Set([...this.#types.values()].map(type => type.group))]
    return this.#groups
  }

  hasGroup(group: string): boolean {
    return this.groups().includes(group)
  }

  hasVersion(group: string, version: string): boolean {
    for (const type of this.#types.values()) {
      if (type.group === group && type.version === version) return true
    }
    return false
  }

  /** Replaces all types of one CustomResourceDefinition by `types` (none: it is gone or not established). */
  setCustom(definition: string, types: readonly ResourceType[]): void {
    for (const [key, type] of this.#types) {
      if (type.custom?.definition === definition) this.#types.delete(key)
    }
    for (const type of types) this.#types.set(keyOf(type.group, type.version, type.plural), type)
    this.#changed()
  }

  /** Calls `listener` after every change; returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(): void {
    this.#groups = undefined
    for (const listener of this.#listeners) listener()
  }
}

function keyOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`
}
