import { type HelmChart, Reason, SourceCondition } from '@sluice/api/source'
import { Failed, Stalled, Waiting } from '@sluice/kube/runtime'
import type { ChartSource, Deps } from './deps.ts'
import type { ChartRun } from './reconciler.ts'

const kinds = ['HelmRepository', 'GitRepository', 'Bucket']

/** The source, with its artifact unless it is a registry. */
export async function findSource(object: HelmChart, run: ChartRun, deps: Deps): Promise<ChartSource> {
  const { kind = '', name = '' } = object.spec?.sourceRef ?? {}
  if (!kinds.includes(kind)) {
    const message = `failed to get source: unsupported source kind '${kind}', must be one of: [${kinds.join(' ')}]`
    run.mark(SourceCondition.FetchFailed, 'True', Reason.SourceUnavailable, message)
    throw new Stalled(Reason.UnsupportedSourceKind, message)
  }
  const source = deps.findSource(kind, object.metadata.namespace ?? '', name)
  if (!source) {
    const message = `failed to get source: ${kind}.source.toolkit.fluxcd.io "${name}" not found`
    throw new Failed(Reason.SourceUnavailable, message, { condition: SourceCondition.FetchFailed })
  }
  const artifact = source.object.status?.artifact
  const isRegistry = source.kind === 'HelmRepository' && source.object.spec?.type === 'oci'
  if (!isRegistry && !(artifact && (await deps.store.has(artifact)))) {
    const message = `no artifact available for ${kind} source '${name}'`
    run.mark(SourceCondition.FetchFailed, 'True', Reason.NoSourceArtifact, message)
    throw new Waiting(Reason.NoSourceArtifact, message, { severity: 'trace' })
  }
  if (artifact) await run.record({ observedSourceArtifactRevision: artifact.revision })
  return source
}
