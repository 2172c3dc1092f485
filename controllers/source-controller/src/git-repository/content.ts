import type { GitRepository } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { deepEqual } from '@sluice/base/json'

/** Whether what decides about an artifact's content, the revision aside, differs from when it was made. */
export function isContentStale(repo: GitRepository, includes: readonly Artifact[]): boolean {
  const { spec, status } = repo
  return (
    spec?.ignore !== status?.observedIgnore ||
    (spec?.recurseSubmodules ?? false) !== (status?.observedRecurseSubmodules ?? false) ||
    !deepEqual(spec?.sparseCheckout ?? [], status?.observedSparseCheckout ?? []) ||
    !deepEqual(placesOf(spec?.include), placesOf(status?.observedInclude)) ||
    !isSameContent(includes, status?.includedArtifacts ?? [])
  )
}

/** Whether other revisions are included than were last time. */
export function areIncludesNew(repo: GitRepository, includes: readonly Artifact[]): boolean {
  const before = (repo.status?.includedArtifacts ?? []).map(artifact => artifact.revision)
  return includes.length !== before.length || includes.some(({ revision }) => !before.includes(revision))
}

function placesOf(includes: NonNullable<GitRepository['spec']>['include']) {
  return (includes ?? []).map(({ repository, fromPath = '', toPath = '' }) => [
    repository.name,
    fromPath,
    toPath,
  ])
}

function isSameContent(now: readonly Artifact[], before: readonly Artifact[]): boolean {
  return (
    now.length === before.length &&
    now.every(({ revision, digest }, i) => before[i]?.revision === revision && before[i]?.digest === digest)
  )
}
