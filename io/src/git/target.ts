/**
 * From what a user asks for (branch, tag, range, …) and what a remote has to the commit that is meant.
 * @module
 */
import {
  ConstraintError,
  compareVersions,
  parseConstraint,
  parseFullVersion,
  satisfies,
} from '@sluice/base/semver'
import type { Advertisement } from './advertisement.ts'
import { GitError } from './errors.ts'

/** Which commit is wanted. Precedence: commit, name, tag, semver, branch; the branch `master` if nothing is said. */
export interface GitRef {
  readonly branch?: string
  readonly tag?: string
  readonly semver?: string
  readonly name?: string
  readonly commit?: string
}

/** The way a reference is looked up. */
export type RefKind = 'branch' | 'tag' | 'semver' | 'name' | 'commit'

/** What to fetch for a reference. */
export type Target =
  | {
      /** References that the remote advertises; of several the one whose commit is newest. */
      readonly type: 'tip'
      readonly candidates: readonly [Tip, ...Tip[]]
    }
  | {
      /** A commit somewhere in the history of branches. */
      readonly type: 'history'
      readonly commit: string
      readonly tips: readonly string[]
      /** Full name of the reference to report; undefined for none. */
      readonly reference: string | undefined
    }

/** One advertised reference. */
export interface Tip {
  /** Full name. */
  readonly reference: string
  readonly commit: string
  /** The annotated tag's own hash, if the reference is one. */
  readonly tag?: string
}

const defaultBranch = 'master'

export function kindOf(ref: GitRef): RefKind {
  if (ref.commit) return 'commit'
  if (ref.name) return 'name'
  if (ref.tag) return 'tag'
  return ref.semver ? 'semver' : 'branch'
}

/** Finds the target. @throws GitError if the remote has none */
export function findTarget(ref: GitRef, remote: Advertisement): Target {
  switch (kindOf(ref)) {
    case 'commit':
      return commitTarget(ref, remote)
    case 'name':
      return nameTarget(ref.name ?? '', remote)
    case 'tag':
      return { type: 'tip', candidates: [requireTip(`refs/tags/${ref.tag}`, remote)] }
    case 'semver':
      return { type: 'tip', candidates: highest(ref.semver ?? '', remote) }
    case 'branch':
      return { type: 'tip', candidates: [requireTip(`refs/heads/${ref.branch || defaultBranch}`, remote)] }
  }
}

/** The advertised reference of that name, or undefined. */
export function findTip(reference: string, { refs }: Advertisement): Tip | undefined {
  const hash = refs.get(reference)
  if (hash === undefined) return undefined
  const peeled = refs.get(`${reference}^{}`)
  return peeled === undefined ? { reference, commit: hash } : { reference, commit: peeled, tag: hash }
}

/** How a commit is named in a revision: `<reference>@<algorithm>:<hash>`. */
export function formatRevision(reference: string | undefined, commit: string): string {
  const digest = `${commit.length === 40 ? 'sha1' : '<unknown>'}:${commit}`
  return reference ? `${reference}@${digest}` : digest
}

/** `refs/heads/feature/x` is `feature/x`. */
export function shortReference(reference: string | undefined): string | undefined {
  return reference?.split('/').slice(2).join('/') || undefined
}

function requireTip(reference: string, remote: Advertisement): Tip {
  const tip = findTip(reference, remote)
  if (!tip) throw new GitError(`couldn't find remote ref "${reference}"`)
  return tip
}

function nameTarget(name: string, remote: Advertisement): Target {
  if (name.startsWith('/') || name.endsWith('/')) {
    throw new GitError(`ref ${name} is invalid; Git refs cannot begin or end with a slash '/'`, 'unresolved')
  }
  const tip = findTip(name, remote)
  if (!tip) throw new GitError(`unable to resolve ref '${name}' to a specific commit`, 'unresolved')
  return { type: 'tip', candidates: [tip] }
}

function commitTarget(ref: GitRef, remote: Advertisement): Target {
  const commit = ref.commit ?? ''
  if (ref.branch) {
    const tip = requireTip(`refs/heads/${ref.branch}`, remote)
    return { type: 'history', commit, tips: [tip.commit], reference: ref.name || tip.reference }
  }
  requireHead(remote)
  const tips = [...remote.refs].filter(([name]) => name.startsWith('refs/heads/')).map(([, hash]) => hash)
  return { type: 'history', commit, tips: [...new Set(tips)], reference: ref.name || undefined }
}

/** What cannot be cloned as a whole is refused, as users of Flux see it. */
function requireHead(remote: Advertisement): void {
  if (!remote.refs.has('HEAD')) throw new GitError('reference not found')
}

function highest(range: string, remote: Advertisement): [Tip, ...Tip[]] {
  const constraint = parseRange(range)
  requireHead(remote)
  const matching = [...remote.refs.keys()]
    .filter(name => name.startsWith('refs/tags/') && !name.endsWith('^{}'))
    .flatMap(name => {
      const tag = name.slice('refs/tags/'.length)
      // A tag such as `1` or `v2` names no release: three parts must be there.
      const version = parseFullVersion(tag)
      const tip = findTip(name, remote)
      return version && tip && satisfies(version, constraint) ? [{ version, tip }] : []
    })
    .sort((a, b) => compareVersions(b.version, a.version))
  const [first, ...rest] = matching
  if (!first) throw new GitError(`no match found for semver: ${range}`, 'unresolved')
  const ties = rest.filter(each => compareVersions(each.version, first.version) === 0)
  return [first.tip, ...ties.map(each => each.tip)]
}

/** Reads the range alone, so that a bad one is told before anything is fetched. @throws GitError */
export function parseRange(range: string): ReturnType<typeof parseConstraint> {
  try {
    return parseConstraint(range)
  } catch (error) {
    if (error instanceof ConstraintError)
      throw new GitError(`semver parse error: ${error.message}`, 'unresolved', { cause: error })
    throw error
  }
}
