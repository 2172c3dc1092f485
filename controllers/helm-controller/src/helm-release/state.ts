import type { GoMap } from '@sluice/gotemplate'
import { algorithmOf, valuesDigest } from '@sluice/helm/release'
import { mergeMaps } from '@sluice/helm/render'
import type { ReleaseContext } from './action-context.ts'
import { findDrift, isDrifted, type ObjectDrift } from './drift.ts'
import { hasBeenTested, hasFailedTest, previousOf } from './history.ts'
import type { NewestRecord } from './newest-record.ts'
import type { ReleaseState, RollbackTarget } from './next-action.ts'
import { activeRemediation } from './remediation.ts'
import { isUnchanged, isUnderWay } from './snapshot.ts'
import { helmNameOf, specOf } from './spec.ts'
import { observedDigests } from './summary.ts'
import { plainValues } from './values.ts'

/** What was found, and what is not as released, if that was looked at. */
export interface Observation {
  readonly state: ReleaseState
  readonly drifts: readonly ObjectDrift[]
}

/** Looks at the release in storage, then (as far as it is what this object made) at the cluster. */
export async function observeState(context: ReleaseContext): Promise<Observation> {
  const { draft, storage } = context
  const { release, status } = draft
  const record = await storage.newest(helmNameOf(release)).catch(unreadable)
  if (!record) return found('absent')
  if (isUnderWay(record.status)) return found('locked')
  if (draft.history.length === 0) return found(record.status === 'uninstalled' ? 'absent' : 'unmanaged')
  const { latest } = draft
  if (!(await record.matches(latest).catch(unreadable))) return found('unmanaged')
  switch (record.status) {
    case 'failed':
      return found('failed')
    case 'uninstalled':
      return found('absent')
    case 'deployed':
      break
    default:
      throw new Error(`unable to determine state for release with status '${record.status}'`)
  }
  const { name, version } = context.chart.metadata
  const isSameChart = latest.chartName === name && latest.chartVersion === version
  if (!isSameChart || latest.configDigest !== (await wantedDigest(context, record)))
    return found('out-of-sync')
  const isNew = status.observedGeneration !== release.metadata.generation
  if (isNew && isRenderedOtherwise(context)) return found('out-of-sync')
  const { test, driftDetection } = specOf(release)
  if (test?.enable) {
    if (!hasBeenTested(latest)) return found('untested')
    const remediation = activeRemediation(release)
    if (remediation && !remediation.ignoresTestFailures && hasFailedTest(latest)) return found('failed')
  }
  if (driftDetection?.mode !== 'enabled' && driftDetection?.mode !== 'warn') return found('in-sync')
  const drifts = await findDrift(context.cluster, {
    release,
    latest,
    read: record.read,
    overrideManagers: context.deps.config.overrideManagers,
  })
  return isDrifted(drifts) ? { state: { type: 'drifted' }, drifts } : found('in-sync')
}

function unreadable(error: Error): never {
  throw new Error(`failed to retrieve last release from storage: ${error.message}`, { cause: error })
}

/** The release that a rollback would go back to, as it is in storage. */
export async function rollbackTargetOf({ draft, storage }: ReleaseContext): Promise<RollbackTarget> {
  const remediation = activeRemediation(draft.release)
  const target = previousOf(draft.history, { ignoreTests: remediation?.ignoresTestFailures ?? false })
  if (!target) return 'missing'
  const record = await storage.get(target.name, target.version)
  return record && isUnchanged(target, record) ? 'unchanged' : 'changed'
}

/** The digest that the values of a release in sync have: where old ones are kept, those are part of it. */
async function wantedDigest(
  { draft, configDigest, values }: ReleaseContext,
  record: NewestRecord,
): Promise<string> {
  const algorithm = algorithmOf(draft.latest.configDigest)
  if (!specOf(draft.release).upgrade?.preserveValues)
    return algorithm === draft.algorithm ? configDigest : valuesDigest(plainValues(values), algorithm)
  const { config = {} } = await record.read()
  return valuesDigest(plainValues(mergeMaps(config as GoMap, values)), algorithm)
}

/** Whether post-renderers or common metadata are not those of the last action. */
function isRenderedOtherwise({ draft }: ReleaseContext): boolean {
  const { status, release } = draft
  const wanted = observedDigests(release, draft.algorithm)
  return (
    wanted.observedPostRenderersDigest !== status.observedPostRenderersDigest ||
    wanted.observedCommonMetadataDigest !== status.observedCommonMetadataDigest
  )
}

function found(type: ReleaseState['type']): Observation {
  return { state: { type }, drifts: [] }
}
