import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Stored } from '../storage/index.ts'
import { listAt, metaOf, stringAt } from '../verbs/object.ts'

/** One object and whom it names as owners. */
export interface Node {
  readonly uid: string
  readonly storageKey: string
  readonly namespace: string
  readonly name: string
  readonly owners: readonly {
    readonly uid: string
    readonly apiVersion: string
    readonly kind: string
    readonly name: string
    /** Its foreground deletion waits for this dependent. */
    readonly blocks: boolean
  }[]
}

/** Who owns whom, by uid. */
export class OwnerGraph {
  #nodes = new Map<string, Node>()
  #dependents = new Map<string, Set<string>>()

  get(uid: string): Node | undefined {
    return this.#nodes.get(uid)
  }

  set(storageKey: string, stored: Stored): Node {
    const { uid, namespace, name } = stored
    this.#unlink(uid)
    const node = { uid, storageKey, namespace, name, owners: ownersOf(stored.object) }
    this.#nodes.set(uid, node)
    for (const owner of node.owners) {
      let dependents = this.#dependents.get(owner.uid)
      if (!dependents) this.#dependents.set(owner.uid, (dependents = new Set()))
      dependents.add(uid)
    }
    return node
  }

  delete(uid: string): void {
    this.#unlink(uid)
    this.#nodes.delete(uid)
  }

  dependentsOf(uid: string): readonly string[] {
    return [...(this.#dependents.get(uid) ?? [])]
  }

  #unlink(uid: string): void {
    for (const owner of this.#nodes.get(uid)?.owners ?? []) {
      const dependents = this.#dependents.get(owner.uid)
      dependents?.delete(uid)
      if (dependents?.size === 0) this.#dependents.delete(owner.uid)
    }
  }
}

export function uidOf(object: JsonObject): string {
  return stringAt(metaOf(object), 'uid')
}

export function ownersOf(object: JsonObject): Node['owners'] {
  return listAt(metaOf(object), 'ownerReferences')
    .filter(isJsonObject)
    .map(owner => ({
      uid: stringAt(owner, 'uid'),
      apiVersion: stringAt(owner, 'apiVersion'),
      kind: stringAt(owner, 'kind'),
      name: stringAt(owner, 'name'),
      blocks: owner['blockOwnerDeletion'] === true,
    }))
}
