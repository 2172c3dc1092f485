/** What wakes a generator besides its own changes: a new revision of one of its sources. @module */
import type { ArtifactGenerator } from '@sluice/api/extensions'
import { Bucket, ExternalArtifact, GitRepository, HelmChart, OCIRepository } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { Kind, KubeObject } from '@sluice/kube/meta'
import { type SecondaryWatch, watch } from '@sluice/kube/runtime'

/** A source of any kind, as far as generators care. */
export type SourceObject = KubeObject<unknown, { readonly artifact?: Artifact }>

/** The kinds of source, by name. */
export const sourceKinds: Readonly<Record<string, Kind<SourceObject>>> = Object.fromEntries(
  [GitRepository, OCIRepository, Bucket, HelmChart, ExternalArtifact].map(kind => [
    kind.kind,
    kind as unknown as Kind<SourceObject>,
  ]),
)

/** Ways to find generators by what they refer to. */
export const indexes = {
  source: ({ spec, metadata }: ArtifactGenerator) =>
    (spec?.sources ?? []).map(
      ({ kind, name, namespace = metadata.namespace ?? '' }) => `${kind}/${namespace}/${name}`,
    ),
}

/** A watch for each kind of source. */
export const watches: readonly SecondaryWatch<ArtifactGenerator, never>[] = Object.values(sourceKinds).map(
  kind =>
    watch<ArtifactGenerator, SourceObject>({
      kind,
      when: (source, previous) => {
        const revision = source.status?.artifact?.revision
        return revision !== undefined && revision !== previous?.status?.artifact?.revision
      },
      map: ({ metadata: { namespace = '', name } }, generators) =>
        generators
          .byIndex('source', `${kind.kind}/${namespace}/${name}`)
          .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name })),
    }),
)
