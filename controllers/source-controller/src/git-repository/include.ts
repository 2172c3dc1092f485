/** Files of other repositories, put into this one's artifact. @module */
import { type GitInclude, type GitRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { cleanPath, PathEscapesError } from '@sluice/base/path'
import type { ArchiveEntry } from '@sluice/io/artifact-store'
import { Failed, Waiting } from '@sluice/kube/runtime'
import { areIncludesNew } from './content.ts'
import type { Deps } from './deps.ts'
import type { GitRun } from './reconciler.ts'

/** The artifacts to include, in the order of the spec. Waits for those that are not there yet. */
export async function findIncludes(
  repo: GitRepository,
  run: GitRun,
  deps: Pick<Deps, 'findRepository' | 'requeueDependency'>,
): Promise<readonly Artifact[]> {
  const wait = (reason: string, message: string) => {
    run.mark(SourceCondition.IncludeUnavailable, 'True', reason, message)
    return new Waiting(reason, message, { after: deps.requeueDependency, severity: 'trace' })
  }
  const artifacts = (repo.spec?.include ?? []).map(({ repository: { name } }) => {
    const included = deps.findRepository(repo.metadata.namespace ?? '', name)
    if (!included) {
      const cause = `GitRepository.source.toolkit.fluxcd.io "${name}" not found`
      throw wait(Reason.NotFound, `could not get resource for include '${name}': ${cause}`)
    }
    const artifact = included.status?.artifact
    if (!artifact) throw wait(Reason.NoArtifact, `no artifact available for include '${name}'`)
    return artifact
  })
  run.unmark(SourceCondition.ArtifactOutdated)
  if (areIncludesNew(repo, artifacts)) {
    const message = 'included artifacts differ from last observed includes'
    if (repo.status?.includedArtifacts) {
      run.mark(SourceCondition.ArtifactOutdated, 'True', Reason.IncludeChange, message)
    }
    run.progress(`building artifact: ${message}`, { drift: true })
  }
  return artifacts
}

/** The repository's files and those of its includes, each include in its folder. */
export async function addIncludes(
  files: readonly ArchiveEntry[],
  repo: GitRepository,
  artifacts: readonly Artifact[],
  deps: Pick<Deps, 'store'>,
): Promise<readonly ArchiveEntry[]> {
  let all = files
  for (const [i, include] of (repo.spec?.include ?? []).entries()) {
    const artifact = artifacts[i]
    if (artifact) all = addInclude(all, repo, include, await deps.store.entriesOf(artifact))
  }
  return all
}

/** flux: renames one folder to the other, and tells what came of it with the folders' names. */
function addInclude(
  files: readonly ArchiveEntry[],
  repo: GitRepository,
  include: GitInclude,
  content: readonly ArchiveEntry[],
): readonly ArchiveEntry[] {
  const { name } = include.repository
  const from = inside(include.fromPath || '')
  const to = inside(include.toPath || name)
  const fail = (problem: string): never => {
    const what = `'${name}' include from ${include.fromPath ?? ''} to ${include.toPath || name}`
    throw new Failed(Reason.CopyFailure, `failed to copy ${what}: ${problem}`)
  }
  const source = `/tmp/flux-include-${name}/unpack${from && `/${from}`}`
  const target = `/tmp/gitrepository-${repo.metadata.namespace}-${repo.metadata.name}-checkout${to && `/${to}`}`
  const copied = content.filter(({ path }) => from === '' || path === from || path.startsWith(`${from}/`))
  if (from !== '' && copied.length === 0) {
    return fail(`cannot stat ${source}: stat ${source}: no such file or directory`)
  }
  const renaming = (problem: string) =>
    fail(`link error: cannot rename ${source} to ${target}: rename ${source} ${target}: ${problem}`)
  const existing = files.find(({ path }) => path === to)
  if (to === '' || existing?.type === 'directory') return renaming('file exists')
  const isFile = copied.some(({ path, type }) => path === from && type !== 'directory')
  if (existing && !isFile) return renaming('not a directory')
  return [
    ...files.filter(entry => entry !== existing),
    ...foldersAbove(to, files),
    ...moved(copied, from, to),
  ]
}

/** The entries in their new place, the folder they are in included. */
function moved(entries: readonly ArchiveEntry[], from: string, to: string): readonly ArchiveEntry[] {
  const place = (path: string) =>
    path === from ? to : `${to}/${path.slice(from === '' ? 0 : from.length + 1)}`
  const inPlace = entries.map(entry => ({ ...entry, path: place(entry.path) }))
  return inPlace.some(({ path }) => path === to) ? inPlace : [folder(to), ...inPlace]
}

function foldersAbove(path: string, files: readonly ArchiveEntry[]): readonly ArchiveEntry[] {
  const known = new Set(files.map(file => file.path))
  const parts = path.split('/').slice(0, -1)
  const paths = parts.map((_, depth) => parts.slice(0, depth + 1).join('/'))
  return paths.filter(each => !known.has(each)).map(folder)
}

function folder(path: string): ArchiveEntry {
  return { path, type: 'directory', read: () => new Uint8Array(0) }
}

/** A path that leads above the root ends at the root. */
function inside(path: string): string {
  try {
    return cleanPath(path)
  } catch (error) {
    if (!(error instanceof PathEscapesError)) throw error
    const parts: string[] = []
    for (const part of path.split('/')) {
      if (part === '..') parts.pop()
      else if (part !== '' && part !== '.') parts.push(part)
    }
    return parts.join('/')
  }
}
