/**
 * Follows names that were changed: a reference to the old name gets the new one.
 *
 * Runs once at the end of the build. Resources are indexed by their previous names, so the cost does not grow with
 * the square of their number.
 * @module
 */
import type { FieldSpec } from '../config/field-spec.ts'
import type { NameReference } from '../config/name-reference.ts'
import { KustomizeError, within } from '../errors.ts'
import { isMap, isScalar, type Json, type JsonMap, member, scalarText } from '../resources/json.ts'
import { effectiveNamespace, formatResId, type Gvk, isSelected, type ResId } from '../resources/res-id.ts'
import type { BuildResource } from '../resources/resource.ts'
import type { Transformer } from './transformer.ts'
import { updateField } from './update-field.ts'

/** Updates every field that names a resource whose name has changed. */
export function updateNameReferences(references: readonly NameReference[]): Transformer {
  return resources => {
    for (const resource of resources.items) subjectNamespaces(resource)
    const renamed = indexByPreviousName(resources.items)
    if (renamed.size === 0) return
    const rulesFor = rulesByKind(references)
    for (const referrer of resources.items) {
      const rules = rulesFor(referrer.originalId)
      if (rules.length === 0) continue
      const scope = scopeOf(referrer)
      for (const { field, kind, place } of rules) {
        const lookup: Lookup = { referrer, field, kind, place, renamed, scope }
        within(
          () => `updating name reference in '${field.path}' field of '${formatResId(referrer.id)}'`,
          () => updateField(referrer, place, undefined, value => renameIn(value, lookup)),
        )
      }
    }
    resources.idsChanged()
  }
}

interface Rule {
  readonly field: FieldSpec
  /** The field, whatever the kind. */
  readonly place: FieldSpec
  readonly kind: Gvk
}

interface Lookup extends Rule {
  readonly referrer: BuildResource
  readonly renamed: ReadonlyMap<string, readonly BuildResource[]>
  readonly scope: (candidate: BuildResource) => boolean
}

function indexByPreviousName(
  resources: readonly BuildResource[],
): ReadonlyMap<string, readonly BuildResource[]> {
  const index = new Map<string, BuildResource[]>()
  for (const resource of resources) {
    for (const name of new Set(resource.previousIds.map(id => id.name))) {
      const known = index.get(name)
      if (known) known.push(resource)
      else index.set(name, [resource])
    }
  }
  return index
}

/** The rules for a kind of referrer, in the order they are given; worked out once a kind. */
function rulesByKind(references: readonly NameReference[]): (id: ResId) => readonly Rule[] {
  const known = new Map<string, readonly Rule[]>()
  return id => {
    const key = `${id.group}|${id.version}|${id.kind}`
    let rules = known.get(key)
    if (!rules) {
      rules = references.flatMap(kind =>
        kind.fieldSpecs
          .filter(field => isSelected(id, field))
          .map(field => ({ field, kind, place: { path: field.path } })),
      )
      known.set(key, rules)
    }
    return rules
  }
}

/** Which resources a referrer can see: those of its namespace, cluster-scoped ones, and subjects of its binding. */
function scopeOf(referrer: BuildResource): (candidate: BuildResource) => boolean {
  const id = referrer.id
  if (id.isClusterScoped) return () => true
  const namespace = effectiveNamespace(id)
  const subjects = subjectNamespaces(referrer)
  return candidate => {
    const other = candidate.id
    return (
      other.isClusterScoped || effectiveNamespace(other) === namespace || subjects.has(candidate.namespace)
    )
  }
}

/** @throws KustomizeError for a namespace that is blank, whether or not anything was renamed */
function subjectNamespaces(referrer: BuildResource): ReadonlySet<string> {
  const namespaces = new Set<string>()
  const subjects = referrer.kind === 'RoleBinding' ? member(referrer.object, 'subjects') : undefined
  if (!Array.isArray(subjects)) return namespaces
  for (const subject of subjects) {
    if (!isMap(subject) || !Object.hasOwn(subject, 'namespace') || subject['kind'] !== 'ServiceAccount')
      continue
    const namespace = subject['namespace']
    if (typeof namespace !== 'string') {
      throw new KustomizeError(`Invalid Input: namespace is blank for resource "${formatResId(referrer.id)}"`)
    }
    namespaces.add(namespace)
  }
  return namespaces
}

function renameIn(value: Json | undefined, lookup: Lookup): Json | undefined {
  if (value === undefined || value === null) return undefined
  if (isMap(value)) renameMap(value, lookup)
  else if (isScalar(value)) return renameText(scalarText(value), lookup)
  else if (Array.isArray(value)) return value.map(item => renameIn(item, lookup) ?? item)
  return undefined
}

function renameText(name: string, lookup: Lookup): string | undefined {
  const referral = selectReferral(lookup.renamed.get(name) ?? [], lookup, sameNames)
  return referral && referral.name !== name ? referral.name : undefined
}

function renameMap(map: JsonMap, lookup: Lookup): void {
  if (!Object.hasOwn(map, 'name')) throw new KustomizeError("path config error; no 'name' field in node")
  const name = scalarText(member(map, 'name'))
  const candidates = inNamespace(lookup.renamed.get(name) ?? [], member(map, 'namespace'))
  const referral = selectReferral(candidates, lookup, sameNamesAndNamespaces)
  if (!referral) return
  map['name'] = referral.name
  if (referral.namespace !== '') map['namespace'] = referral.namespace
}

/** A namespace beside the name means the namespace of before, or else that of now. */
function inNamespace(
  candidates: readonly BuildResource[],
  value: Json | undefined,
): readonly BuildResource[] {
  if (value === undefined) return candidates
  const namespace = scalarText(value)
  const before = candidates.filter(candidate => effectiveNamespace(candidate.originalId) === namespace)
  return before.length > 0
    ? before
    : candidates.filter(candidate => effectiveNamespace(candidate.id) === namespace)
}

function selectReferral(
  named: readonly BuildResource[],
  lookup: Lookup,
  areSame: (candidates: readonly BuildResource[]) => boolean,
): BuildResource | undefined {
  if (named.length === 0) return undefined
  const { referrer, kind, field } = lookup
  const role = field.path.endsWith('roleRef/name') ? roleRefOf(referrer) : undefined
  const visible = named.filter(
    candidate =>
      candidate.previousIds.some(id => isSelected(id, kind)) &&
      (!role || candidate.previousIds.some(id => isSelected(id, role))) &&
      lookup.scope(candidate) &&
      sharesNamespace(candidate, referrer),
  )
  if (visible.length <= 1) return visible[0]
  const near = visible.filter(candidate => affixesMatch(candidate, referrer, true))
  const nearest = near.length > 1 ? near.filter(candidate => affixesMatch(candidate, referrer, false)) : near
  if (nearest.length <= 1 || areSame(nearest)) return nearest[0]
  const ids = nearest.map(candidate => formatResId(candidate.id)).join(', ')
  throw new KustomizeError(`found multiple possible referrals: ${ids}`)
}

function roleRefOf(referrer: BuildResource): Gvk | undefined {
  const role = member(referrer.object, 'roleRef')
  if (!isMap(role) || !Object.hasOwn(role, 'apiGroup') || !Object.hasOwn(role, 'kind')) return undefined
  return { group: scalarText(role['apiGroup']), kind: scalarText(role['kind']) }
}

function sharesNamespace(candidate: BuildResource, referrer: BuildResource): boolean {
  const id = referrer.id
  const other = candidate.id
  if (id.isClusterScoped || other.isClusterScoped || other.kind === 'ServiceAccount') return true
  return effectiveNamespace(id) === effectiveNamespace(other)
}

/** Whether the prefixes and suffixes of one end in those of the other; none is `lenient`ly like any. */
function affixesMatch(a: BuildResource, b: BuildResource, lenient: boolean): boolean {
  const like = (x: readonly string[], y: readonly string[]) =>
    (lenient && (x.length === 0 || y.length === 0)) || sameEnding(x, y)
  return like(a.prefixes, b.prefixes) && like(a.suffixes, b.suffixes)
}

function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a]
  if (shorter.length === 0) return longer.length === 0
  const skip = longer.length - shorter.length
  return shorter.every((text, i) => text === longer[i + skip])
}

function sameNames(candidates: readonly BuildResource[]): boolean {
  return candidates.every(candidate => candidate.name === candidates[0]?.name)
}

function sameNamesAndNamespaces(candidates: readonly BuildResource[]): boolean {
  return (
    sameNames(candidates) && candidates.every(candidate => candidate.namespace === candidates[0]?.namespace)
  )
}
