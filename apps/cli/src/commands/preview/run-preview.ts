/** What `preview` does: both revisions expanded, compared, told. @module */
import { Capabilities } from '@sluice/helm/render'
import { type Context, Exit } from '../../context.ts'
import { chartSource } from '../build/chart-sources.ts'
import { capabilitiesOf } from '../build/release-flags.ts'
import { repositoryRoot } from '../build/repository-root.ts'
import { compareExpansions } from './compare.ts'
import { type Expansion, expandRepository } from './expand-repository.ts'
import { isSuspended, ownerId } from './owners.ts'
import type { previewFlags } from './preview.ts'
import { printChanges } from './print-changes.ts'
import { readRevisions, remoteUrls } from './revision-files.ts'

type PreviewContext = Context<typeof previewFlags>

/** Shows what a change of the repository would change. @throws Exit with 1 for changes, 2 for what cannot be told */
export async function runPreview(context: PreviewContext): Promise<void> {
  const { base, head } = await expandBoth(context).catch((error: unknown) => {
    if (context.signal.aborted || !(error instanceof Error)) throw error
    throw new Exit(2, error.message)
  })
  const changes = compareExpansions(base, head)
  const isBroken = warnOfProblems(base, head, context)
  context.out(printChanges(changes, context.flags.output))
  if (isBroken) throw new Exit(2, 'the change breaks what could be built before')
  if (changes.length > 0) throw new Exit(1)
}

async function expandBoth(context: PreviewContext): Promise<Readonly<Record<'base' | 'head', Expansion>>> {
  const { flags, cwd, env, signal } = context
  const root = repositoryRoot(cwd)
  const { base: from, head: to } = readRevisions(root, { base: flags.base, head: flags.head })
  const shared = {
    path: flags.path,
    shownRoot: root,
    remotes: remoteUrls(root),
    capabilities: new Capabilities(capabilitiesOf(flags)),
    fetchChart: chartSource({ folder: flags.charts, cwd, env, mayFetch: flags.fetch, signal }),
    signal,
  }
  const base = await expandRepository({ ...shared, ...from })
  return { base, head: await expandRepository({ ...shared, ...to }, base) }
}

/** Tells what is not as it looks. Whether there is a problem that was not there before. */
function warnOfProblems(base: Expansion, head: Expansion, { log }: PreviewContext): boolean {
  const before = new Map(base.built.map(built => [ownerId(built.owner), built]))
  let isBroken = false
  for (const { owner, problem, held, release } of head.built) {
    const id = ownerId(owner)
    const old = before.get(id)
    if (problem !== undefined) log.warning(`${id} is left out: ${problem}`)
    else if (held !== undefined && !isSuspended(owner)) log.warning(`${id} ${held}`)
    else if (release?.isBehind)
      log.warning(`${id} keeps the chart that it has: its files changed, its version did not`)
    if (problem !== undefined && old && old.problem === undefined) isBroken = true
  }
  return isBroken
}
