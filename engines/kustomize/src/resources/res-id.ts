import { clusterScopedKinds } from './cluster-scoped-kinds.ts'

/** Group, version and kind; an empty part of a selector matches anything. */
export interface Gvk {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
}

/** Names a resource while it is built. */
export interface ResId {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly isClusterScoped: boolean
}

const noNamespace = '_non_namespaceable_'

/** Splits an apiVersion. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/')
  if (slash === -1) return { group: '', version: apiVersion }
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

/** Whether the kind certainly has no namespace. */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  return clusterScopedKinds.has(`${apiVersion} ${kind}`)
}

/** Whether an id or kind is selected: empty parts of the selector match anything. */
export function isSelected(gvk: Gvk, selector: Gvk): boolean {
  return (
    (!selector.group || selector.group === gvk.group) &&
    (!selector.version || selector.version === gvk.version) &&
    (!selector.kind || selector.kind === gvk.kind)
  )
}

/** The namespace ids are compared by: none and `default` are the same. */
export function effectiveNamespace(id: ResId): string {
  if (id.isClusterScoped) return noNamespace
  return id.namespace || 'default'
}

/** Equal for ids that name the same object. */
export function idKey(id: ResId): string {
  return `${id.group}|${id.version}|${id.kind}|${effectiveNamespace(id)}|${id.name}`
}

/** `Kind.version.group`. */
export function formatGvk(gvk: Gvk): string {
  return `${gvk.kind || '[noKind]'}.${gvk.version || '[noVer]'}.${gvk.group || '[noGrp]'}`
}

/** `Kind.version.group/name.namespace`. */
export function formatResId(id: ResId): string {
  return `${formatGvk(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`
}
