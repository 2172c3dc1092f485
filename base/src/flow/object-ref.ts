/** Names one object in a cluster. `namespace` is empty for cluster-scoped objects. */
export interface ObjectRef {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** One entry of a Kustomization's `status.inventory.entries`: id `<namespace>_<name>_<group>_<kind>`, version. */
export interface InventoryEntry {
  readonly id: string
  readonly v: string
}

/** `<Kind>/<namespace>/<name>`, or `<Kind>/<name>` for cluster-scoped objects, as messages and events name objects. */
export function formatObjectRef(ref: ObjectRef): string {
  return ref.namespace ? `${ref.kind}/${ref.namespace}/${ref.name}` : `${ref.kind}/${ref.name}`
}
