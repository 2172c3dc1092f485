/** `status.history`: the releases that this object made, newest first. @module */
import type { HelmSnapshot } from '@sluice/api/helm'

/** Snapshots of releases, newest first. */
export type History = readonly HelmSnapshot[]

/** How many snapshots stay where none of them is one to go back to. */
const maxSnapshots = 5

/** The snapshots in order, newest first. */
export function sorted(history: History): History {
  return history.toSorted((a, b) => b.version - a.version)
}

/** The newest snapshot. */
export function latestOf(history: History): HelmSnapshot | undefined {
  return sorted(history)[0]
}

/** The release to go back to: the newest but one that was good, and whose tests were, unless these do not count. */
export function previousOf(
  history: History,
  options: { readonly ignoreTests: boolean },
): HelmSnapshot | undefined {
  return sorted(history)
    .slice(1)
    .find(snapshot => isGood(snapshot, options.ignoreTests))
}

/** What stays of the history once a release is settled: down to the release to go back to. */
export function truncated(history: History, options: { readonly ignoreTests: boolean }): History {
  const ordered = sorted(history)
  const last = ordered.findIndex((snapshot, i) => i > 0 && isGood(snapshot, options.ignoreTests))
  return last > 0 ? ordered.slice(0, last + 1) : ordered.slice(0, maxSnapshots)
}

/** What stays of the history where failures are retried and nothing is gone back to. */
export function newest(history: History): History {
  return sorted(history).slice(0, maxSnapshots)
}

/** Whether every test ran well, or one failed; a test that never ran leaves the release untested. */
export function hasBeenTested({ testHooks }: HelmSnapshot): boolean {
  if (testHooks === undefined) return false
  const phases = Object.values(testHooks).map(hook => hook?.phase)
  return phases.includes('Failed') || phases.every(phase => phase === 'Succeeded')
}

/** Whether a test failed. */
export function hasFailedTest({ testHooks }: HelmSnapshot): boolean {
  return Object.values(testHooks ?? {}).some(hook => hook?.phase === 'Failed')
}

/** `<namespace>/<name>.v<version>`. */
export function releaseOf({ namespace, name, version }: HelmSnapshot): string {
  return `${namespace}/${name}.v${version}`
}

/** `<chart>@<version>`. */
export function chartOf({ chartName, chartVersion }: HelmSnapshot): string {
  return `${chartName}@${chartVersion}`
}

function isGood(snapshot: HelmSnapshot, ignoreTests: boolean): boolean {
  const wasDeployed = snapshot.status === 'deployed' || snapshot.status === 'superseded'
  return wasDeployed && (ignoreTests || !hasFailedTest(snapshot))
}
