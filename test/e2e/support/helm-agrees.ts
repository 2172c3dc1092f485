/** What the real helm knows of a release, and whether it is what Sluice says of it. @module */
import assert from 'node:assert/strict'
import type { HelmReleaseStatus, HelmSnapshot } from '@sluice/api/helm'
import type { JsonValue } from '@sluice/base/json'
import { parseYaml } from '@sluice/yaml'
import { type Clients, succeeded } from './clients.ts'
import { namespace, type SeenRelease } from './gitops.ts'

/** A line of `helm history`. */
export interface HelmRevision {
  readonly revision: number
  readonly status: string
  readonly chart: string
  readonly app_version: string
  readonly description: string
}

/** Runs helm in the stories' namespace and gives what it prints. @throws AssertionError if it fails */
export async function helm(clients: Clients, ...args: readonly string[]): Promise<string> {
  return succeeded(`helm ${args.join(' ')}`, await clients.helm([...args, '--namespace', namespace]))
}

/** `helm history`, oldest first; empty if there is no such release. */
export async function helmHistory(clients: Clients, name: string): Promise<readonly HelmRevision[]> {
  const output = await clients.helm(['history', name, '-o', 'json', '--namespace', namespace])
  if (output.code !== 0 && output.stderr.includes('release: not found')) return []
  return JSON.parse(succeeded('helm history', output))
}

/** `1 superseded, 2 deployed`. */
export function shown(history: readonly HelmRevision[]): string {
  return history.map(({ revision, status }) => `${revision} ${status}`).join(', ')
}

/**
 * Asserts that `helm list`, `history`, `status`, `get values` and `get manifest` tell of a release what its HelmRelease
 * tells: versions, states, charts, values, and the objects of the inventory.
 */
export async function assertHelmAgrees(
  clients: Clients,
  { status }: SeenRelease,
  expected: { readonly values: JsonValue; readonly history: string },
): Promise<void> {
  const latest = latestOf(status)
  const { name } = latest
  const read = (...args: readonly string[]) => helm(clients, ...args, '-o', 'json').then(JSON.parse)
  const [listed, history, current, values, manifest] = await Promise.all([
    read('list', '--filter', `^${name}$`),
    helmHistory(clients, name),
    read('status', name),
    read('get', 'values', name),
    helm(clients, 'get', 'manifest', name),
  ])
  const chart = chartOf(latest)
  const { app_version } = listed[0]
  assert.deepEqual(
    { ...listed[0], updated: '' },
    {
      name,
      namespace,
      revision: `${latest.version}`,
      updated: '',
      status: latest.status,
      chart,
      app_version,
    },
  )
  assert.equal(shown(history), expected.history)
  const oldest = history[0]?.revision ?? 0
  for (const snapshot of status.history ?? [])
    if (snapshot.version >= oldest) assertRecorded(snapshot, history)
  assert.deepEqual([current.version, current.info.status], [latest.version, latest.status])
  assert.deepEqual(values ?? {}, expected.values)
  assert.deepEqual(objectsOf(manifest), (status.inventory?.entries ?? []).map(({ id }) => id).sort())
}

/** A snapshot is of a revision that helm knows, in the same state. flux: those of dropped revisions may linger. */
function assertRecorded(snapshot: HelmSnapshot, history: readonly HelmRevision[]): void {
  const revision = history.find(each => each.revision === snapshot.version)
  assert.ok(revision, `helm does not know revision ${snapshot.version}`)
  const known = { status: revision.status, chart: revision.chart, appVersion: revision.app_version }
  assert.deepEqual(known, {
    status: snapshot.status,
    chart: chartOf(snapshot),
    appVersion: snapshot.appVersion ?? '',
  })
}

function latestOf({ history = [] }: HelmReleaseStatus): HelmSnapshot {
  const [latest] = [...history].sort((a, b) => b.version - a.version)
  assert.ok(latest, 'the HelmRelease has no history')
  return latest
}

function chartOf({ chartName, chartVersion }: HelmSnapshot): string {
  return `${chartName}-${chartVersion}`
}

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
}

/** The objects of a manifest, all of the stories' namespace, as an inventory names them. */
function objectsOf(manifest: string): readonly string[] {
  const objects = parseYaml(manifest) as readonly unknown[] as readonly Manifest[]
  return objects
    .map(({ apiVersion, kind, metadata }) => {
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : ''
      return `${namespace}_${metadata.name}_${group}_${kind}`
    })
    .sort()
}
