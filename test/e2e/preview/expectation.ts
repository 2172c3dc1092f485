/** What a preview says, in the terms of snapshots. @module */
import type { Resource } from '@sluice/base/flow'
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { Capabilities } from '@sluice/helm/render'
import { isClusterScoped } from '@sluice/kustomize'
import { chartSource } from '../../../apps/cli/src/commands/build/chart-sources.ts'
import { type Change, compareExpansions } from '../../../apps/cli/src/commands/preview/compare.ts'
import { type Expansion, expandRepository } from '../../../apps/cli/src/commands/preview/expand-repository.ts'
import { readRevisions } from '../../../apps/cli/src/commands/preview/revision-files.ts'
import { namespace } from './files.ts'
import type { Snapshot } from './snapshot.ts'

/** Two revisions, and what becomes of a cluster between them. */
export interface Preview {
  readonly base: Expansion
  readonly head: Expansion
  readonly changes: readonly Change[]
}

/** The last commit of a clone, as the command tells it; charts that are elsewhere are fetched. */
export async function previewOf(root: string, path = 'clusters/prod'): Promise<Preview> {
  const revisions = readRevisions(root, { base: 'HEAD~1', head: 'HEAD' })
  const { signal } = new AbortController()
  const shared = {
    path,
    shownRoot: root,
    remotes: [],
    capabilities: new Capabilities({}),
    fetchChart: chartSource({ folder: '', cwd: root, env: {}, mayFetch: true, signal }),
    signal,
  }
  const base = await expandRepository({ ...shared, ...revisions.base })
  const head = await expandRepository({ ...shared, ...revisions.head }, base)
  return { base, head, changes: compareExpansions(base, head) }
}

/** `changed /ConfigMap/fleet/a`, sorted. An orphaned object is as it was. */
export function expectedOf(changes: readonly Change[]): readonly string[] {
  return changes
    .filter(({ action }) => action !== 'orphaned')
    .map(change => `${change.action} ${keyOf(change)}`)
    .toSorted()
}

/** The same of two snapshots. */
export function differencesOf(before: Snapshot, after: Snapshot): readonly string[] {
  const lines: string[] = []
  for (const [key, content] of after) {
    const old = before.get(key)
    if (!old) lines.push(`created ${key}`)
    else if (!deepEqual(old, content)) lines.push(`changed ${key}`)
  }
  for (const key of before.keys()) if (!after.has(key)) lines.push(`deleted ${key}`)
  return lines.toSorted()
}

/** What the cluster does not have as an expansion has it. */
export function unexpectedIn(snapshot: Snapshot, { built }: Expansion): readonly string[] {
  // Of objects that change hands, the last one to make them counts.
  const wanted = new Map(
    built.flatMap(({ resources }) => resources.map(resource => [keyOfResource(resource), resource])),
  )
  return [...wanted].flatMap(([key, resource]) => {
    const found = snapshot.get(key)
    if (!found) return [`${key} is not there`]
    const differs = differenceIn(encoded(resource), found)
    return differs === undefined ? [] : [`${key}${differs}`]
  })
}

function keyOf(object: Omit<Change, 'action' | 'diff' | 'owner'>): string {
  const group = object.apiVersion.includes('/') ? object.apiVersion.replace(/\/.*/, '') : ''
  const isPlaced = object.namespace !== '' || isClusterScoped(object.apiVersion, object.kind)
  return [group, object.kind, isPlaced ? object.namespace : namespace, object.name].join('/')
}

function keyOfResource({ apiVersion, kind, metadata }: Resource): string {
  return keyOf({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace ?? '' })
}

function encoded({ stringData, ...resource }: Resource): JsonObject {
  if (!isJsonObject(stringData)) return resource
  const texts = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ])
  return { ...resource, data: Object.fromEntries(texts) }
}

/** Maps that hold nothing but what was applied. */
const exact = new Set(['.data', '.metadata.labels', '.metadata.annotations'])

/** Where the cluster's object lacks something, or has too much; servers may add defaults. */
function differenceIn(
  wanted: JsonValue | undefined,
  found: JsonValue | undefined,
  path = '',
): string | undefined {
  if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length)
    return firstOf(wanted.map((item, i) => differenceIn(item, found[i], `${path}.${i}`)))
  if (isJsonObject(wanted) && isJsonObject(found)) {
    const extra = exact.has(path) ? Object.keys(found).filter(key => wanted[key] === undefined) : []
    if (extra.length > 0) return `${path} has ${extra.join(', ')}`
    const below = Object.entries(wanted).map(([key, value]) =>
      differenceIn(value, found[key], `${path}.${key}`),
    )
    return firstOf(below)
  }
  const isEmpty = isJsonObject(wanted) && Object.keys(wanted).length === 0 && found === undefined
  if (isEmpty || deepEqual(wanted ?? null, found ?? null)) return undefined
  return `${path}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`
}

function firstOf(differences: readonly (string | undefined)[]): string | undefined {
  return differences.find(difference => difference !== undefined)
}
