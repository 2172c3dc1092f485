/**
 * The `namespace` field of a kustomization.
 *
 * Runs after patches. Besides `metadata/namespace` it renames Namespaces and moves the subjects of role bindings that
 * are named `default`.
 * @module
 */
import type { FieldSpec } from '../config/field-spec.ts'
import { KustomizeError } from '../errors.ts'
import { isMap, type Json, member, scalarText } from '../resources/json.ts'
import { formatResId } from '../resources/res-id.ts'
import type { BuildResource } from '../resources/resource.ts'
import type { ResourceList } from '../resources/resource-list.ts'
import type { Transformer } from './transformer.ts'
import { setScalar, updateField } from './update-field.ts'

/** Which subjects of role bindings get the namespace. */
export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none'

/** How the namespace is set. */
export interface NamespaceOptions {
  readonly subjects?: SubjectMode
  /** Leave namespaces that are set. */
  readonly unsetOnly?: boolean
}

/** Gives the new namespace; undefined leaves the old one. */
type Move = (old: Json | undefined) => Json | undefined

/** Puts every namespaced resource into a namespace. */
export function setNamespace(
  namespace: string,
  fields: readonly FieldSpec[],
  options: NamespaceOptions = {},
): Transformer {
  const update: Move = options.unsetOnly
    ? old => (scalarText(old) === '' ? setScalar(namespace)(old) : undefined)
    : setScalar(namespace)
  return resources => {
    for (const resource of resources.items) {
      if (resource.isEmpty) continue
      resource.storePreviousId()
      move(resource, fields, { update, subjects: options.subjects ?? 'defaultOnly' })
    }
    resources.idsChanged()
    refuseConflicts(resources)
  }
}

/** Puts one resource into a namespace. */
export function setNamespaceOf(resource: BuildResource, namespace: string): void {
  move(resource, [], { update: setScalar(namespace), subjects: 'defaultOnly' })
}

const metadataNamespace: FieldSpec = { path: 'metadata/namespace', create: true }

function move(
  resource: BuildResource,
  fields: readonly FieldSpec[],
  { update, subjects }: { readonly update: Move; readonly subjects: SubjectMode },
): void {
  const { apiVersion, kind } = resource
  const isBinding = kind === 'RoleBinding' || kind === 'ClusterRoleBinding'
  if (!resource.id.isClusterScoped) updateField(resource, metadataNamespace, 'scalar', update)
  if (isBinding) moveSubjects(resource, subjects, update)
  for (const field of fields) {
    if (field.path === 'metadata/namespace') continue
    if (field.path === 'metadata/name' && apiVersion !== 'v1') continue
    if (isBinding && field.path === 'subjects/namespace' && (field.kind ?? '').endsWith('RoleBinding'))
      continue
    updateField(resource, field, 'scalar', update)
  }
}

function moveSubjects(resource: BuildResource, mode: SubjectMode, update: Move): void {
  const subjects = member(resource.object, 'subjects')
  if (mode === 'none' || !Array.isArray(subjects)) return
  for (const subject of subjects) {
    if (!isMap(subject)) continue
    const isMeant =
      mode === 'defaultOnly' ? subject['name'] === 'default' : subject['kind'] === 'ServiceAccount'
    if (isMeant)
      subject['namespace'] = update(member(subject, 'namespace')) ?? member(subject, 'namespace') ?? null
  }
}

function refuseConflicts(resources: ResourceList): void {
  for (const resource of resources.items) {
    const same = resources.withCurrentId(resource.id)
    if (same.length > 1) {
      throw new KustomizeError(
        `namespace transformation produces ID conflict: [${same.map(one => formatResId(one.id)).join(' ')}]`,
      )
    }
  }
}
