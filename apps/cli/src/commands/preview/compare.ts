/** What becomes of a cluster's objects between two expansions. @module */
import type { Resource } from '@sluice/base/flow'
import { deepEqual, isJsonObject, type JsonObject } from '@sluice/base/json'
import { fieldAt, textAt } from '../../kinds/fields.ts'
import { findDifferences } from '../diff/find-differences.ts'
import { formatDifferences } from '../diff/format-differences.ts'
import { maskSecrets } from '../diff/mask-secrets.ts'
import type { Built, Expansion } from './expand-repository.ts'

/** What becomes of one object. An `orphaned` one is no longer made, and stays. */
export interface Change {
  readonly action: 'created' | 'changed' | 'deleted' | 'orphaned'
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** `Kustomization/flux-system/apps`: who does it. */
  readonly owner: string
  /** What differs, values of Secrets hidden; empty unless it changed. */
  readonly diff: string
}

/** What is made by whom. */
interface Made {
  readonly built: Built
  readonly resource: Resource
}

/** Every change, in the order in which it is applied; what goes comes last. */
export function compareExpansions(base: Expansion, head: Expansion): readonly Change[] {
  const hidden = hiddenOwners(base, head)
  const before = objectsOf(base, hidden)
  const after = objectsOf(head, hidden)
  const changes: Change[] = []
  for (const [id, made] of after) {
    const old = before.get(id)
    if (!old) changes.push(changeOf('created', made, ''))
    else if (!deepEqual(old.resource, made.resource))
      changes.push(changeOf('changed', made, describe(old.resource, made.resource)))
  }
  for (const [id, made] of before)
    if (!after.has(id)) changes.push(changeOf(isKept(made) ? 'orphaned' : 'deleted', made, ''))
  return changes
}

/** `Kustomization/flux-system/apps`. */
export function ownerOf({ owner }: Built): string {
  return nameOfOwner(owner)
}

function nameOfOwner({ kind, metadata }: Resource): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`
}

/** What cannot be built on one side tells nothing, nor does what it makes; what is suspended changes nothing itself. */
function hiddenOwners(base: Expansion, head: Expansion): ReadonlySet<string> {
  const all = [...base.built, ...head.built]
  const failed = new Set(all.filter(built => built.problem !== undefined).map(ownerOf))
  // A set gives what is added to it while it is gone through.
  for (const id of failed)
    for (const built of all)
      if (ownerOf(built) === id) for (const made of built.resources) failed.add(nameOfOwner(made))
  const suspended = head.built.filter(({ owner }) => fieldAt(owner, 'spec', 'suspend') === true)
  return new Set([...failed, ...suspended.map(ownerOf)])
}

function objectsOf(expansion: Expansion, hidden: ReadonlySet<string>): ReadonlyMap<string, Made> {
  const objects = new Map<string, Made>()
  for (const built of expansion.built) {
    if (hidden.has(ownerOf(built))) continue
    for (const resource of built.resources) objects.set(idOf(built, resource), { built, resource })
  }
  return objects
}

/** An object is the same whatever version of its kind a manifest is of. */
function idOf({ owner }: Built, { apiVersion, kind, metadata }: Resource): string {
  const cluster = textAt(owner, 'spec', 'kubeConfig', 'secretRef', 'name')
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : []
  const namespace = metadata.namespace ?? (owner.kind === 'HelmRelease' ? releaseNamespace(owner) : '')
  return [cluster, group, kind, namespace, metadata.name].join('\0')
}

function releaseNamespace(owner: Resource): string {
  return textAt(owner, 'spec', 'targetNamespace') || (owner.metadata.namespace ?? '')
}

function isKept({ built, resource }: Made): boolean {
  const { annotations, labels } = resource.metadata
  const mark = (map: unknown, key: string) => (isJsonObject(map) ? map[key] : undefined)
  if (built.owner.kind === 'HelmRelease') return mark(annotations, 'helm.sh/resource-policy') === 'keep'
  const prune = 'kustomize.toolkit.fluxcd.io/prune'
  const isExempt = mark(annotations, prune) === 'disabled' || mark(labels, prune) === 'disabled'
  return isExempt || fieldAt(built.owner, 'spec', 'prune') !== true
}

function changeOf(action: Change['action'], { built, resource }: Made, diff: string): Change {
  const { apiVersion, kind, metadata } = resource
  const { name, namespace = '' } = metadata
  return { action, apiVersion, kind, namespace, name, owner: ownerOf(built), diff }
}

function describe(from: Resource, to: Resource): string {
  const isSecret = to.kind === 'Secret' && from.kind === 'Secret'
  const [before, after] = isSecret ? maskSecrets(encoded(from), encoded(to)) : [from, to]
  return formatDifferences(findDifferences(before, after)).replace(/^\n+/, '')
}

/** A Secret all of whose values are in `data`. */
function encoded({ stringData, ...secret }: Resource): JsonObject {
  const texts = Object.entries(isJsonObject(stringData) ? stringData : {})
  const data = isJsonObject(secret['data']) ? secret['data'] : {}
  const added = texts.map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')])
  return { ...secret, data: { ...data, ...Object.fromEntries(added) } }
}
