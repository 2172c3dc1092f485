/** Snapshots of Helm's records, as `status.history` keeps them. @module */
import type { HelmRelease, HelmSnapshot } from '@sluice/api/helm'
import type { DigestAlgorithm } from '@sluice/base/digest'
import { isJsonObject } from '@sluice/base/json'
import {
  algorithmOf,
  type RecordedHook,
  type ReleaseRecord,
  type ReleaseStatus,
  releaseDigest,
  valuesDigest,
} from '@sluice/helm/release'
import type { Draft } from './draft.ts'
import { specOf } from './spec.ts'

/** What made a snapshot. */
export type SnapshotAction = NonNullable<HelmSnapshot['action']>

/** What digests are made with. */
export interface SnapshotOptions {
  readonly algorithm: DigestAlgorithm
}

/** A snapshot of a record. */
export function snapshotOf(
  record: ReleaseRecord,
  {
    action,
    ociDigest = '',
    testHooks,
    algorithm,
  }: Partial<Pick<HelmSnapshot, 'action' | 'ociDigest' | 'testHooks'>> & SnapshotOptions,
): HelmSnapshot {
  const { metadata } = record.chart
  const { name = '', version = '', appVersion } = isJsonObject(metadata) ? metadata : {}
  const { firstDeployed, lastDeployed, deleted, status } = record.info
  return {
    apiVersion: 'v2',
    digest: releaseDigest(record, ociDigest, algorithm),
    name: record.name,
    namespace: record.namespace,
    version: record.version,
    status,
    ...(action ? { action } : {}),
    chartName: String(name),
    chartVersion: String(version),
    ...(appVersion ? { appVersion: String(appVersion) } : {}),
    configDigest: valuesDigest(record.config, algorithm),
    firstDeployed: secondsOf(firstDeployed),
    lastDeployed: secondsOf(lastDeployed),
    ...(deleted ? { deleted: secondsOf(deleted) } : {}),
    ...(testHooks ? { testHooks } : {}),
    ...(ociDigest ? { ociDigest } : {}),
  }
}

/** Whether a record is the one that a snapshot was made of, unchanged since. */
export function isUnchanged(snapshot: HelmSnapshot, record: ReleaseRecord): boolean {
  if (snapshot.apiVersion !== 'v2') return true
  return releaseDigest(record, snapshot.ociDigest, algorithmOf(snapshot.digest)) === snapshot.digest
}

/** Whether an action on a release was begun and not ended. Where nobody is at it, it was cut short. */
export function isUnderWay(status: ReleaseStatus): boolean {
  return status.startsWith('pending-') || status === 'uninstalling'
}

/** Whether a snapshot is of this version of a release. */
export function isOf(snapshot: HelmSnapshot, { name, namespace, version }: ReleaseRecord): boolean {
  return snapshot.name === name && snapshot.namespace === namespace && snapshot.version === version
}

/** Replaces the snapshot of a record in the history, if there is one. */
export function observe(
  draft: Draft,
  record: ReleaseRecord,
  action: (known: HelmSnapshot) => HelmSnapshot['action'],
  options: { readonly keepsTests: boolean },
): boolean {
  const known = draft.history.find(snapshot => isOf(snapshot, record))
  if (!known) return false
  const { ociDigest, testHooks } = known
  const next = snapshotOf(record, {
    action: action(known),
    ociDigest,
    algorithm: draft.algorithm,
    ...(options.keepsTests ? { testHooks } : {}),
  })
  draft.set({ history: draft.history.map(snapshot => (snapshot === known ? next : snapshot)) })
  return true
}

/** The tests of a record that the spec selects, as a snapshot tells them. */
export function testHooksOf(record: ReleaseRecord, release: HelmRelease): HelmSnapshot['testHooks'] {
  const tests = record.hooks.filter(hook => isTest(hook) && isSelected(hook.name, release))
  return Object.fromEntries(
    tests.map(({ name, lastRun: { startedAt, completedAt, phase } }) => [
      name,
      {
        ...(startedAt ? { lastStarted: secondsOf(startedAt) } : {}),
        ...(completedAt ? { lastCompleted: secondsOf(completedAt) } : {}),
        ...(phase ? { phase } : {}),
      },
    ]),
  )
}

/** Whether a hook is a test. */
export function isTest({ events }: RecordedHook): boolean {
  return events.includes('test')
}

/** Whether the filters let a test run; leaving out wins. */
export function isSelected(name: string, release: HelmRelease): boolean {
  const filters = specOf(release).test?.filters ?? []
  if (filters.some(filter => filter.exclude && filter.name === name)) return false
  const included = filters.filter(filter => !filter.exclude)
  return included.length === 0 || included.some(filter => filter.name === name)
}

/** Kubernetes knows no parts of a second. */
function secondsOf(time: string | undefined): string {
  const instant = time === undefined ? Number.NaN : Date.parse(time)
  return Number.isNaN(instant) ? '0001-01-01T00:00:00Z' : `${new Date(instant).toISOString().slice(0, 19)}Z`
}
