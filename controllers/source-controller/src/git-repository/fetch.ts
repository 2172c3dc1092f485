/** The commit that the spec means, with its files; unless the artifact is of that commit already. @module */
import { type GitRepository, Reason } from '@sluice/api/source'
import { parseDuration } from '@sluice/base/duration'
import type { Artifact } from '@sluice/base/flow'
import {
  type Fetched,
  formatRevision,
  GitError,
  type GitRef,
  kindOf,
  parseRange,
  type Remote,
  type Repository,
  shortReference,
  type Target,
} from '@sluice/io/git'
import { NetworkError } from '@sluice/io/http'
import { Failed } from '@sluice/kube/runtime'
import { isContentStale } from './content.ts'
import type { Deps } from './deps.ts'
import type { GitRun } from './reconciler.ts'
import { isVerificationDue } from './verify.ts'

/** What a look at the remote came to. */
export type Found =
  /** The remote has the artifact's commit, and nothing else that decides about the artifact has changed. */
  | { readonly type: 'unchanged'; readonly revision: string }
  | { readonly type: 'fetched'; readonly checkout: Fetched; readonly revision: string }

interface Context {
  readonly artifact: Artifact | undefined
  readonly includes: readonly Artifact[]
  readonly remote: Remote
  readonly run: Pick<GitRun, 'signal'>
}

export async function fetchCommit(
  repo: GitRepository,
  context: Context,
  deps: Pick<Deps, 'openRepository'>,
): Promise<Found> {
  const ref: GitRef = repo.spec?.ref ?? {}
  const timeout = AbortSignal.timeout(parseDuration(repo.spec?.timeout ?? '60s'))
  const signal = AbortSignal.any([context.run.signal, timeout])
  const failures = failuresOf(repo, ref, context.artifact !== undefined)
  if (kindOf(ref) === 'semver') failures.finding(() => parseRange(ref.semver ?? ''))
  const repository = await failures.listing(() => deps.openRepository(repo, context.remote, signal))
  try {
    if (repository.isEmpty) throw failures.empty()
    const target = failures.finding(() => repository.find(ref))
    const revision = revisionOfTip(target, ref)
    const isStale = isContentStale(repo, context.includes) || isVerificationDue(repo)
    if (revision && revision === context.artifact?.revision && !isStale) {
      return { type: 'unchanged', revision }
    }
    const checkout = await failures.cloning(() => repository.fetch(target, selectionOf(repo)))
    try {
      requireSparsePaths(repo, checkout)
    } catch (error) {
      checkout.close()
      throw error
    }
    return { type: 'fetched', checkout, revision: revisionOf(ref, checkout.reference, checkout.commit.hash) }
  } finally {
    await repository.close()
  }
}

/** The revision that a fetch will have, where the remote's list alone tells. */
function revisionOfTip(target: Target, ref: GitRef): string | undefined {
  // flux: a range is looked at in full each time.
  if (target.type !== 'tip' || kindOf(ref) === 'semver') return undefined
  const [tip] = target.candidates
  return revisionOf(ref, tip.reference, tip.commit)
}

/** A reference given by its full name is reported by it; all others lose `refs/heads/` or `refs/tags/`. */
function revisionOf(ref: GitRef, reference: string | undefined, commit: string): string {
  return formatRevision(ref.name ? reference : shortReference(reference), commit)
}

function selectionOf(repo: GitRepository): Parameters<Repository['fetch']>[1] {
  const { recurseSubmodules = false, sparseCheckout } = repo.spec ?? {}
  return {
    recurseSubmodules,
    ...(sparseCheckout?.length ? { only: sparseCheckout.map(path => path.replace(/^\.\//, '')) } : {}),
  }
}

/** Every path of a sparse checkout must lead somewhere. */
function requireSparsePaths(repo: GitRepository, checkout: Fetched): void {
  const { namespace, name } = repo.metadata
  for (const path of repo.spec?.sparseCheckout ?? []) {
    const clean = path.split('/').filter(part => part !== '' && part !== '.')
    const wanted = clean.join('/')
    if (clean.includes('..') || !(wanted === '' || checkout.entries.some(entry => entry.path === wanted))) {
      // flux: names the folder of the working tree, which we do without.
      const place = `/tmp/gitrepository-${namespace}-${name}-checkout/${wanted}`
      throw new GitError(
        `failed to sparse checkout directories : sparse checkout dir '${path}' does not exist in repository: ` +
          `lstat ${place}: no such file or directory`,
      )
    }
  }
}

/** How each part of the work fails, in words that users of Flux search for. */
function failuresOf(repo: GitRepository, ref: GitRef, hasArtifact: boolean) {
  const url = repo.spec?.url ?? ''
  const kind = kindOf(ref)
  // With an artifact the remote is listed before anything is cloned; a name is always looked up in the list.
  const isListed = kind === 'name' || (hasArtifact && (kind === 'branch' || kind === 'tag'))
  const prefix = 'failed to checkout and determine revision: '
  const kindOfError = (error: unknown) => (error instanceof GitError ? error.kind : undefined)
  const cloning = (error: unknown) => {
    if (!(error instanceof GitError || error instanceof NetworkError)) return error
    const { message } = error
    const isTold = ['unresolved', 'login'].includes(kindOfError(error) ?? '')
    const text = isTold
      ? message
      : kindOfError(error) === 'not-found'
        ? `unable to clone: ${message}: git repository: '${url}'`
        : `unable to clone '${url}': ${message}`
    return new GitError(prefix + text, 'other', { cause: error })
  }
  const listing = (error: unknown) => {
    if (!isListed || kindOfError(error) === 'login') return cloning(error)
    if (!(error instanceof GitError || error instanceof NetworkError)) return error
    return new GitError(`${prefix}unable to list remote for '${url}': ${error.message}`, 'other', {
      cause: error,
    })
  }
  return {
    listing: async <R>(work: () => Promise<R>) => work().catch(error => Promise.reject(listing(error))),
    cloning: async <R>(work: () => Promise<R>) => work().catch(error => Promise.reject(cloning(error))),
    finding: <R>(work: () => R): R => {
      try {
        return work()
      } catch (error) {
        throw cloning(error)
      }
    },
    empty: () => {
      const error = new GitError('remote repository is empty', 'not-found')
      if (isListed) return listing(error)
      return kind === 'branch'
        ? new Failed(Reason.EmptyGitRepository, 'git repository is empty')
        : cloning(error)
    },
  }
}
