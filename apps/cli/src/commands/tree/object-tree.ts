/** A tree of objects, and its printed forms. @module */
import type { JsonObject } from '@sluice/base/json'

/** An object's identity, as inventories have it. */
export interface ObjectId {
  readonly namespace: string
  readonly name: string
  readonly group: string
  readonly kind: string
}

/** An object and those it consists of. */
export interface ObjectTree {
  readonly object: ObjectId
  readonly children: readonly ObjectTree[]
}

/** Reads an inventory's id, `<namespace>_<name>_<group>_<kind>`. @throws Error if the text is none */
export function parseObjectId(id: string): ObjectId {
  const [, namespace, name, group, kind] = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id) ?? []
  if (namespace === undefined || name === undefined || group === undefined || kind === undefined)
    throw new Error(`invalid inventory id '${id}'`)
  // Names of RBAC objects may hold colons, which the id writes as two underscores.
  return { namespace, name: name.replaceAll('__', ':'), group, kind }
}

/** The tree as lines with branches. */
export function formatTree(tree: ObjectTree): string {
  return `${labelOf(tree.object)}\n${branches(tree.children, '')}`
}

function branches(children: readonly ObjectTree[], indent: string): string {
  return children
    .map((child, i) => {
      const isLast = i === children.length - 1
      const below = branches(child.children, `${indent}${isLast ? '    ' : '│   '}`)
      return `${indent}${isLast ? '└── ' : '├── '}${labelOf(child.object)}\n${below}`
    })
    .join('')
}

/** `Kind/namespace/name`; cluster-wide objects have no namespace. */
function labelOf({ kind, namespace, name }: ObjectId): string {
  return namespace ? `${kind}/${namespace}/${name}` : `${kind}/${name}`
}

/** The tree as data. */
export function treeToJson({ object, children }: ObjectTree): JsonObject {
  return {
    resource: {
      Namespace: object.namespace,
      Name: object.name,
      GroupKind: { Group: object.group, Kind: object.kind },
    },
    ...(children.length > 0 ? { resources: children.map(treeToJson) } : {}),
  }
}
