/** What becomes of a cluster's objects between two expansions. @module */
import type { Resource } from '@sluice/base/flow'
import { deepEqual, isJsonObject, type JsonObject } from '@sluice/base/json'
import { textAt } from '../../kinds/fields.ts'
import { findDifferences } from '../diff/find-differences.ts'
import { formatDifferences } from '../diff/format-differences.ts'
import { maskSecrets } from '../diff/mask-secrets.ts'
import type { Built, Expansion } from './expand-repository.ts'
import { fateOf } from './fate.ts'
import { ownerId } from './owners.ts'

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
  const unknown = unknownOwners(base, head)
  const before = objectsOf(base, unknown)
  const after = objectsOf(head, unknown)
  const owners = new Map(head.built.map(built => [ownerId(built.owner), built]))
  const changes: Change[] = []
  for (const [id, made] of after) {
    const old = before.get(id)
    if (!old) changes.push(changeOf('created', made, ''))
    else if (old.resource !== made.resource && !deepEqual(old.resource, made.resource))
      changes.push(changeOf('changed', made, describe(old.resource, made.resource)))
  }
  for (const [id, made] of before) {
    if (after.has(id)) continue
    const { resource, built } = made
    changes.push(changeOf(fateOf(resource, built, owners.get(ownerId(built.owner))), made, ''))
  }
  return changes
}

/** What could not be built before has left a cluster in a state that nobody knows, and so has what it makes. */
function unknownOwners(base: Expansion, head: Expansion): ReadonlySet<string> {
  const failed = new Set(
    base.built.flatMap(({ owner, problem }) => (problem === undefined ? [] : ownerId(owner))),
  )
  // A set gives what is added to it while it is gone through.
  for (const id of failed)
    for (const { owner, resources } of head.built)
      if (ownerId(owner) === id) for (const made of resources) failed.add(ownerId(made))
  return failed
}

function objectsOf(expansion: Expansion, unknown: ReadonlySet<string>): ReadonlyMap<string, Made> {
  const objects = new Map<string, Made>()
  for (const built of expansion.built) {
    if (unknown.has(ownerId(built.owner))) continue
    for (const resource of built.resources) {
      const id = idOf(built, resource)
      // A release makes a namespace where there is none.
      if (built.lasting?.has(resource) && resource.kind === 'Namespace' && objects.has(id)) continue
      objects.set(id, { built, resource })
    }
  }
  return objects
}

/** An object is the same whatever version of its kind a manifest is of. */
function idOf({ owner }: Built, { apiVersion, kind, metadata }: Resource): string {
  const cluster = textAt(owner, 'spec', 'kubeConfig', 'secretRef', 'name')
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : []
  return [cluster, group, kind, metadata.namespace ?? '', metadata.name].join('\0')
}

function changeOf(action: Change['action'], { built, resource }: Made, diff: string): Change {
  const { apiVersion, kind, metadata } = resource
  const { name, namespace = '' } = metadata
  return { action, apiVersion, kind, namespace, name, owner: ownerId(built.owner), diff }
}

function describe(from: Resource, to: Resource): string {
  const isSecret = to.kind === 'Secret' && from.kind === 'Secret'
  const [before, after] = isSecret ? maskSecrets(encoded(from), encoded(to)) : [from, to]
  return formatDifferences(findDifferences(before, after)).replace(/^\n+/, '')
}

/** A Secret all of whose values are in `data`, without what SOPS says of them. */
function encoded({ stringData, sops: _, ...secret }: Resource): JsonObject {
  const texts = Object.entries(isJsonObject(stringData) ? stringData : {})
  const data = isJsonObject(secret['data']) ? secret['data'] : {}
  const added = texts.map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')])
  return { ...secret, data: { ...data, ...Object.fromEntries(added) } }
}
