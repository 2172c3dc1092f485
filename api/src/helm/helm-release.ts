/** HelmRelease: installs a chart, upgrades it, and remedies failures. @module */
import {
  ageColumn,
  anything,
  boolean,
  choice,
  commonMetadata,
  defineKind,
  dependency,
  duration,
  healthCheckExpression,
  ignoreRule,
  image,
  integer,
  inventory,
  kubeConfig,
  list,
  map,
  namespaceName,
  object,
  patch,
  readyColumns,
  required,
  rule,
  status,
  string,
  suspend,
  type TypeOf,
  time,
} from '../schema/index.ts'
import { install, rollback, test, uninstall, upgrade } from './actions.ts'
import { chart, chartRef, valuesReference } from './chart.ts'

const postRenderer = object('A change of what the chart renders', {
  kustomize: object('Changes as kustomize makes them', {
    images: list('Images to rewrite', image),
    patches: list('Patches to apply', patch),
  }),
})

const spec = object(
  'What to release, and how',
  {
    chart,
    chartRef,
    interval: required(duration('How often to reconcile')),
    releaseName: string('Name of the release', { minLength: 1, maxLength: 53 }),
    targetNamespace: namespaceName('Namespace to release into; this one unless told'),
    storageNamespace: namespaceName('Namespace of the records of the release; this one unless told'),
    values: anything('Values of the chart'),
    valuesFrom: list('Where more values are, later ones winning', valuesReference),
    dependsOn: list('HelmReleases that must be ready first', dependency),
    suspend,
    timeout: duration('How long one Kubernetes operation may take'),
    maxHistory: integer('How many records to keep; 0 keeps all'),
    serviceAccountName: string('ServiceAccount to release as', { minLength: 1, maxLength: 253 }),
    kubeConfig,
    persistentClient: boolean('Keep one client for all steps of a release'),
    install,
    upgrade,
    test,
    rollback,
    uninstall,
    driftDetection: object('What to do when objects are not as released', {
      mode: choice('Whether to correct, to tell, or to do nothing', ['enabled', 'warn', 'disabled']),
      ignore: list('Fields that others may change', ignoreRule),
    }),
    commonMetadata,
    postRenderers: list('Changes of what the chart renders, in order', postRenderer),
    postRenderStrategy: choice('Whether hooks are changed too', ['nohooks', 'combined', 'separate']),
    waitStrategy: object('How to wait for objects to be ready', {
      name: required(choice('The way', ['poller', 'legacy'])),
    }),
    healthCheckExprs: list('How to tell the health of custom resources', healthCheckExpression),
  },
  [
    rule(
      'either chart or chartRef must be set',
      '(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))',
    ),
  ],
)

const testHook = object('A run of a test', {
  lastStarted: time('When it started'),
  lastCompleted: time('When it ended'),
  phase: string('How it ended'),
})

const snapshot = object('A release', {
  apiVersion: string('Version of the snapshot'),
  digest: required(string('Digest of the release as recorded')),
  name: required(string('Name of the release')),
  namespace: required(string('Namespace of the release')),
  version: required(integer('Number of the release')),
  status: required(string('State of the release')),
  action: string('What made the snapshot'),
  chartName: required(string('Name of the chart')),
  chartVersion: required(string('Version of the chart')),
  appVersion: string('Version of what the chart installs'),
  configDigest: required(string('Digest of the values')),
  firstDeployed: required(time('When the release was made')),
  lastDeployed: required(time('When the release last changed')),
  deleted: time('When the release was uninstalled'),
  testHooks: map('The tests', testHook),
  ociDigest: string('Digest of the artifact the chart came from'),
})

const releaseStatus = status({
  observedPostRenderersDigest: string('Digest of the post-renderers of the last action'),
  observedCommonMetadataDigest: string('Digest of the common metadata of the last action'),
  lastAttemptedGeneration: integer('Generation of the last action', { format: 'int64' }),
  helmChart: string('The HelmChart that was made, `<namespace>/<name>`'),
  storageNamespace: namespaceName('Namespace of the records of the release'),
  history: list('The releases, newest first', snapshot),
  inventory,
  lastAttemptedReleaseAction: choice('The last action', ['install', 'upgrade']),
  lastAttemptedReleaseActionDuration: string('How long the last action took'),
  failures: integer('Failures since the last success', { format: 'int64' }),
  installFailures: integer('Installs that failed since the last success', { format: 'int64' }),
  upgradeFailures: integer('Upgrades that failed since the last success', { format: 'int64' }),
  lastAttemptedRevision: string('Version of the chart of the last action'),
  lastAttemptedRevisionDigest: string('Digest of the artifact of the last action'),
  lastAttemptedConfigDigest: string('Digest of the values of the last action'),
  lastAttemptedValuesChecksum: string('Not used any more'),
  lastReleaseRevision: integer('Not used any more'),
  lastHandledForceAt: string('The last force request that was handled'),
  lastHandledResetAt: string('The last reset request that was handled'),
})

/** Releases a Helm chart. */
export const HelmRelease = defineKind({
  group: 'helm.toolkit.fluxcd.io',
  version: 'v2',
  kind: 'HelmRelease',
  plural: 'helmreleases',
  shortNames: ['hr'],
  categories: ['all', 'fluxcd', 'fluxcd-appliers'],
  description: 'Installs a chart, upgrades it, and remedies failures',
  columns: [ageColumn, ...readyColumns],
  spec,
  status: releaseStatus,
})

/** A HelmRelease in a cluster. */
export type HelmRelease = NonNullable<typeof HelmRelease.object>
/** What a HelmRelease asks for. */
export type HelmReleaseSpec = TypeOf<typeof spec>
/** What is known of a HelmRelease. */
export type HelmReleaseStatus = TypeOf<typeof releaseStatus>
/** An entry of a HelmRelease's history. */
export type HelmSnapshot = TypeOf<typeof snapshot>
/** An entry of `spec.valuesFrom`. */
export type ValuesReference = TypeOf<typeof valuesReference>
