/**
 * Every kind the verbs know. A new kind is a new row here.
 * @module
 */
import type { KubeObject } from '@sluice/kube/meta'
import {
  appliedRevision,
  artifactRevision,
  chartRevision,
  helmReleaseRevision,
  releaseRevision,
  sourceColumn,
  statusColumn,
  suspended,
  timeColumn,
} from './columns.ts'
import { fieldAt, numberAt, readyOf, textAt } from './fields.ts'
import type { KindRow, SourceReference, Verb } from './kind-row.ts'

const everyVerb: readonly Verb[] = ['get', 'reconcile', 'suspend', 'resume', 'export', 'delete']
const staticVerbs: readonly Verb[] = ['get', 'suspend', 'resume', 'export', 'delete']
const readOnly: readonly Verb[] = ['get', 'export']

const fetched = (object: KubeObject) => `fetched revision ${textAt(object, 'status', 'artifact', 'revision')}`
const isOci = (object: KubeObject) => textAt(object, 'spec', 'type') === 'oci'

function source(row: Pick<KindRow, 'kind' | 'load'> & { readonly name: string } & Partial<KindRow>): KindRow {
  return {
    names: ['source', row.name],
    plural: { names: ['sources', row.name] },
    human: `source ${row.name}`,
    verbs: everyVerb,
    columns: [artifactRevision, suspended],
    success: fetched,
    shortMessage: true,
    ...row,
  }
}

function image(
  row: Pick<KindRow, 'kind' | 'load' | 'columns' | 'success' | 'human'> & { readonly name: string },
): KindRow {
  return {
    names: ['image', row.name],
    plural: { names: ['images', row.name] },
    verbs: everyVerb,
    ...row,
  }
}

/** Source kinds, in the order `get sources all` shows them. */
export const sourceKinds: readonly KindRow[] = [
  source({
    kind: 'OCIRepository',
    name: 'oci',
    load: async () => (await import('@sluice/api/source')).OCIRepository,
  }),
  source({ kind: 'Bucket', name: 'bucket', load: async () => (await import('@sluice/api/source')).Bucket }),
  source({
    kind: 'GitRepository',
    name: 'git',
    load: async () => (await import('@sluice/api/source')).GitRepository,
  }),
  source({
    kind: 'HelmRepository',
    name: 'helm',
    load: async () => (await import('@sluice/api/source')).HelmRepository,
    staticMessage: object => (isOci(object) ? 'Helm repository is Ready' : undefined),
    success: object => (isOci(object) ? (readyOf(object)?.message ?? '') : fetched(object)),
  }),
  source({
    kind: 'HelmChart',
    name: 'chart',
    load: async () => (await import('@sluice/api/source')).HelmChart,
    columns: [chartRevision, suspended],
    sourceOf: object => referenceAt(object, 'spec', 'sourceRef'),
  }),
  source({
    kind: 'ExternalArtifact',
    name: 'external',
    load: async () => (await import('@sluice/api/source')).ExternalArtifact,
    human: 'source external-artifact',
    verbs: readOnly,
    columns: [artifactRevision, sourceColumn(() => ['sourceRef'])],
  }),
]

/** Image kinds, in the order `get images all` shows them. */
export const imageKinds: readonly KindRow[] = [
  image({
    kind: 'ImageRepository',
    name: 'repository',
    human: 'image repository',
    load: async () => (await import('@sluice/api/image')).ImageRepository,
    columns: [timeColumn('Last scan', 'lastScanResult', 'scanTime'), suspended],
    success: object => `scan fetched ${numberAt(object, 'status', 'lastScanResult', 'tagCount')} tags`,
  }),
  image({
    kind: 'ImagePolicy',
    name: 'policy',
    human: 'image policy',
    load: async () => (await import('@sluice/api/image')).ImagePolicy,
    columns: [statusColumn('Image', 'latestRef', 'name'), statusColumn('Tag', 'latestRef', 'tag')],
    success: object => `selected ref ${selectedImage(object)}`,
  }),
  image({
    kind: 'ImageUpdateAutomation',
    name: 'update',
    human: 'image update automation',
    load: async () => (await import('@sluice/api/image')).ImageUpdateAutomation,
    columns: [timeColumn('Last run', 'lastAutomationRunTime'), suspended],
    success: object => readyOf(object)?.message ?? 'automation not yet run',
  }),
]

/** All other kinds, in the order `get all` shows them. */
export const otherKinds: readonly KindRow[] = [
  {
    kind: 'HelmRelease',
    names: ['helmrelease'],
    aliases: ['hr'],
    plural: { names: ['helmreleases'], aliases: ['hr', 'helmrelease'] },
    human: 'helmrelease',
    verbs: everyVerb,
    load: async () => (await import('@sluice/api/helm')).HelmRelease,
    columns: [releaseRevision, suspended],
    sourceColumn: sourceColumn(object =>
      fieldAt(object, 'spec', 'chartRef') === undefined ? ['chart', 'spec', 'sourceRef'] : ['chartRef'],
    ),
    success: object => `applied revision ${helmReleaseRevision(object)}`,
    sourceOf: releaseSource,
  },
  {
    kind: 'Kustomization',
    names: ['kustomization'],
    aliases: ['ks'],
    plural: { names: ['kustomizations'], aliases: ['ks', 'kustomization'] },
    human: 'kustomization',
    verbs: everyVerb,
    load: async () => (await import('@sluice/api/kustomize')).Kustomization,
    columns: [appliedRevision, suspended],
    sourceColumn: sourceColumn(() => ['sourceRef']),
    success: object => `applied revision ${textAt(object, 'status', 'lastAppliedRevision')}`,
    shortMessage: true,
    sourceOf: object => referenceAt(object, 'spec', 'sourceRef'),
  },
  {
    kind: 'Receiver',
    names: ['receiver'],
    plural: { names: ['receivers'], aliases: ['receiver'] },
    human: 'receiver',
    verbs: everyVerb,
    load: async () => (await import('@sluice/api/notification')).Receiver,
    columns: [suspended],
    success: () => 'Receiver reconciliation completed',
  },
  {
    kind: 'Provider',
    names: ['alert-provider'],
    plural: { names: ['alert-providers'], aliases: ['alert-provider'] },
    human: 'alert provider',
    verbs: staticVerbs,
    load: async () => (await import('@sluice/api/notification')).Provider,
    columns: [],
    success: () => 'Provider reconciliation completed',
    staticMessage: () => 'Provider is Ready',
  },
  {
    kind: 'Alert',
    names: ['alert'],
    plural: { names: ['alerts'], aliases: ['alert'] },
    human: 'alert',
    verbs: staticVerbs,
    load: async () => (await import('@sluice/api/notification')).Alert,
    columns: [suspended],
    success: () => 'Alert reconciliation completed',
    staticMessage: () => 'Alert is Ready',
  },
]

/** The kind that makes artifacts of artifacts. `get all` leaves it out. */
export const generatorKind: KindRow = {
  kind: 'ArtifactGenerator',
  names: ['artifact', 'generator'],
  plural: { names: ['artifacts', 'generators'], aliases: ['generator'] },
  human: 'artifact generator',
  verbs: readOnly,
  load: async () => (await import('@sluice/api/extensions')).ArtifactGenerator,
  columns: [
    {
      title: 'Suspended',
      value: object =>
        object.metadata.annotations?.['source.extensions.fluxcd.io/reconcile'] === 'disabled'
          ? 'True'
          : 'False',
    },
  ],
  success: object => readyOf(object)?.message ?? '',
}

/** Every kind. */
export const kindTable: readonly KindRow[] = [...sourceKinds, ...imageKinds, ...otherKinds, generatorKind]

/** The row of a kind. */
export function rowOf(kind: string): KindRow | undefined {
  return kindTable.find(row => row.kind === kind)
}

function referenceAt(object: KubeObject, ...path: readonly string[]): SourceReference {
  return {
    kind: textAt(object, ...path, 'kind'),
    name: textAt(object, ...path, 'name'),
    namespace: textAt(object, ...path, 'namespace') || (object.metadata.namespace ?? ''),
  }
}

/** A release without a chart reference has a HelmChart made for it, beside the chart's source. */
function releaseSource(object: KubeObject): SourceReference {
  if (fieldAt(object, 'spec', 'chartRef') !== undefined) return referenceAt(object, 'spec', 'chartRef')
  const { namespace } = referenceAt(object, 'spec', 'chart', 'spec', 'sourceRef')
  return { kind: 'HelmChart', name: `${object.metadata.namespace}-${object.metadata.name}`, namespace }
}

function selectedImage(object: KubeObject): string {
  const [name, tag, digest] = ['name', 'tag', 'digest'].map(part =>
    textAt(object, 'status', 'latestRef', part),
  )
  return `${name}:${tag}${digest ? `@${digest}` : ''}`
}
