/** What wakes a HelmChart besides its own changes and its interval: a new revision of its source. @module */
import { Bucket, GitRepository, type HelmChart, HelmRepository } from '@sluice/api/source'
import type { Kind } from '@sluice/kube/meta'
import { type SecondaryWatch, watch } from '@sluice/kube/runtime'
import type { SourceObject } from '../source/source-object.ts'

const sourceKinds = [HelmRepository, GitRepository, Bucket] as unknown as readonly Kind<SourceObject>[]

/** Charts can be found by their source. */
export const chartWatches = {
  indexes: {
    source: ({ metadata, spec }: HelmChart) => [
      `${spec?.sourceRef.kind}/${metadata.namespace ?? ''}/${spec?.sourceRef.name}`,
    ],
  },
  watches: sourceKinds.map(sourceWatch),
}

function sourceWatch(kind: Kind<SourceObject>): SecondaryWatch<HelmChart, never> {
  return watch<HelmChart, SourceObject>({
    kind,
    when: (source, previous) => {
      const revision = source.status?.artifact?.revision
      return revision !== undefined && revision !== previous?.status?.artifact?.revision
    },
    map: ({ metadata, status }, charts) =>
      charts
        .byIndex('source', `${kind.kind}/${metadata.namespace ?? ''}/${metadata.name}`)
        .filter(chart => chart.status?.observedSourceArtifactRevision !== status?.artifact?.revision)
        .map(chart => ({ namespace: chart.metadata.namespace ?? '', name: chart.metadata.name })),
  })
}
