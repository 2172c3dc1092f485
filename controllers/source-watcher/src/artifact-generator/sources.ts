/** The sources of a generator, as they are now. @module */
import { type ArtifactGenerator, Reason } from '@sluice/api/extensions'
import { digestOf } from '@sluice/base/digest'
import type { Artifact, FileTree } from '@sluice/base/flow'
import { ArtifactError } from '@sluice/io/artifact-store'
import { Waiting } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import type { GeneratorRun } from './reconciler.ts'

/** Artifacts by the alias of their source. */
export type Sources = ReadonlyMap<string, Artifact>

/** What a run is doing, whatever it is. */
export const doing = 'Reconciliation in progress'

/** @throws Waiting for a source that is missing or has no artifact yet */
export function observeSources(
  { spec, metadata }: ArtifactGenerator,
  run: Pick<GeneratorRun, 'progress'>,
  deps: Pick<Deps, 'findSource' | 'requeueDependency'>,
): Sources {
  const wait = (what: string) => {
    run.progress(doing)
    return waiting(`get sources failed: ${what}`, deps)
  }
  return new Map(
    (spec?.sources ?? []).map(({ alias, kind, name, namespace = metadata.namespace ?? '' }) => {
      const source = deps.findSource({ kind, namespace, name })
      if (!source) throw wait(`${kind}.source.toolkit.fluxcd.io ${JSON.stringify(name)} not found`)
      const { artifact } = source
      if (!artifact) throw wait(`source '${kind}/${namespace}/${name}' is not ready`)
      return [alias, artifact]
    }),
  )
}

/** One digest for all that was observed. */
export function digestOfSources(sources: Sources): string {
  const parts = [...sources].map(
    ([alias, { digest, revision, url }]) => `${alias}=[digest=${digest},revision=${revision},url=${url}]`,
  )
  return digestOf(parts.sort().join('|'))
}

/** @throws Waiting for an artifact that cannot be had */
export async function fetchSources(
  sources: Sources,
  deps: Pick<Deps, 'fetchTree' | 'requeueDependency'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FileTree>> {
  const fetched = [...sources].map(
    async ([alias, { url, digest }]) => [alias, await deps.fetchTree(url, digest, signal)] as const,
  )
  try {
    return new Map(await Promise.all(fetched))
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error
    throw waiting(`fetch sources failed: ${error.message}`, deps)
  }
}

function waiting(message: string, { requeueDependency }: Pick<Deps, 'requeueDependency'>): Waiting {
  return new Waiting(Reason.SourceFetchFailed, message, { after: requeueDependency, severity: 'error' })
}
