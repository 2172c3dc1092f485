/** HelmChart: a chart, pulled from a repository or packaged from a source. @module */
import {
  ageColumn,
  apiVersion,
  artifact,
  boolean,
  choice,
  column,
  defineKind,
  duration,
  kindChoice,
  list,
  localReference,
  matchOIDCIdentity,
  object,
  readyColumns,
  required,
  rule,
  status,
  string,
  suspend,
  type TypeOf,
  verifyProvider,
} from '../schema/index.ts'
import { sourceGroup } from './group.ts'

/** When a chart is taken to be new. */
export const reconcileStrategy = choice(
  'Whether a new chart is told by its version or by the revision of its source',
  ['ChartVersion', 'Revision'],
  { default: 'ChartVersion' },
)

/** Kinds that charts come from. */
export const chartSourceKind = kindChoice(['HelmRepository', 'GitRepository', 'Bucket'])

const spec = object(
  'Which chart, and how often to look for it',
  {
    chart: required(string('Name of the chart, or its path in the source')),
    version: string('Version or range of versions; ignored for charts from Git and buckets', {
      default: '*',
    }),
    sourceRef: required(
      object('Where the chart is', {
        apiVersion,
        kind: chartSourceKind,
        name: required(string('Name of the source')),
      }),
    ),
    interval: required(duration('How often to look for changes')),
    reconcileStrategy,
    valuesFiles: list('Values files to merge, later ones winning, instead of values.yaml', string('A path')),
    ignoreMissingValuesFiles: boolean('Leave out values files that do not exist'),
    verify: object('How to check signatures; for charts in a registry', {
      provider: verifyProvider,
      secretRef: localReference('Secret with the public keys of trusted authors'),
      matchOIDCIdentity,
    }),
    suspend,
  },
  [
    rule(
      "spec.verify is only supported when spec.sourceRef.kind is 'HelmRepository'",
      "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
    ),
  ],
)

const chartStatus = status({
  artifact,
  url: string('Where the latest chart can be fetched'),
  observedChartName: string('Name of the chart that was resolved last'),
  observedSourceArtifactRevision: string('Revision of the source the chart came from'),
  observedValuesFiles: list('The values files that were merged', string('A path')),
})

/** Pulls or packages a chart. */
export const HelmChart = defineKind({
  ...sourceGroup,
  kind: 'HelmChart',
  plural: 'helmcharts',
  shortNames: ['hc'],
  description: 'A Helm chart from a source',
  columns: [
    column('Chart', '.spec.chart'),
    column('Version', '.spec.version'),
    column('Source Kind', '.spec.sourceRef.kind'),
    column('Source Name', '.spec.sourceRef.name'),
    ageColumn,
    ...readyColumns,
  ],
  spec,
  status: chartStatus,
})

/** A HelmChart in a cluster. */
export type HelmChart = NonNullable<typeof HelmChart.object>
/** What a HelmChart asks for. */
export type HelmChartSpec = TypeOf<typeof spec>
/** What is known of a HelmChart. */
export type HelmChartStatus = TypeOf<typeof chartStatus>
