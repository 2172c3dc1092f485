/** The fields that say which chart a HelmRelease releases. @module */
import {
  apiVersion,
  boolean,
  choice,
  duration,
  kindChoice,
  list,
  localReference,
  namespaceName,
  object,
  objectName,
  required,
  string,
  stringMap,
  verifyProvider,
} from '../schema/index.ts'
import { chartSourceKind, reconcileStrategy } from '../source/helm-chart.ts'

const namespace = namespaceName('Namespace of the object; this one unless told')

/** `spec.chart`: a HelmChart that is made for the release. */
export const chart = object('The HelmChart to make', {
  metadata: object('Metadata of the HelmChart', {
    annotations: stringMap('Annotations of the HelmChart'),
    labels: stringMap('Labels of the HelmChart'),
  }),
  spec: required(
    object('What the HelmChart asks for', {
      chart: required(
        string('Name of the chart, or its path in the source', { minLength: 1, maxLength: 2048 }),
      ),
      version: string('Version or range of versions; ignored for charts from Git and buckets', {
        default: '*',
      }),
      sourceRef: required(
        object('Where the chart is', { apiVersion, kind: chartSourceKind, name: objectName, namespace }),
      ),
      interval: duration("How often to look for changes; the release's interval unless told"),
      reconcileStrategy,
      valuesFiles: list('Values files to merge instead of values.yaml', string('A path')),
      ignoreMissingValuesFiles: boolean('Leave out values files that do not exist'),
      verify: object('How to check signatures; for charts in a registry', {
        provider: verifyProvider,
        secretRef: localReference('Secret with the public keys of trusted authors'),
      }),
    }),
  ),
})

/** `spec.chartRef`: a chart that somebody else fetches. */
export const chartRef = object('An object that holds the chart', {
  apiVersion,
  kind: kindChoice(['OCIRepository', 'HelmChart', 'ExternalArtifact']),
  name: objectName,
  namespace,
})

/** An entry of `spec.valuesFrom`. */
export const valuesReference = object('Values from a ConfigMap or Secret', {
  kind: required(choice('Kind of the object', ['Secret', 'ConfigMap'])),
  name: objectName,
  valuesKey: string('Key of the values; `values.yaml` unless told', {
    maxLength: 253,
    pattern: '^[\\-._a-zA-Z0-9]+$',
  }),
  targetPath: string('Path in the values that the key is the value of', {
    maxLength: 250,
    pattern: '^([a-zA-Z0-9_\\-.\\\\\\/]|\\[[0-9]{1,5}\\])+$',
  }),
  literal: boolean('Take the value as it is, without parsing it'),
  optional: boolean('Go on when the object or key is missing'),
})
