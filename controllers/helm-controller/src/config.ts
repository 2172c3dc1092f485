import { type Flag, type Gates, readFlags } from '@sluice/kube/runtime'
import {
  type IdentityConfig,
  readIdentityConfig,
  remoteClusterFlags,
  workloadIdentityGate,
} from '@sluice/kube/workload-identity'

/** What the controller's flags say. */
export interface HelmConfig {
  /** HelmReleases at a time. */
  readonly concurrent: number
  /** Milliseconds until a dependency or artifact that is missing is looked for again, if nothing wakes us before. */
  readonly requeueDependency: number
  readonly noCrossNamespaceRefs: boolean
  readonly defaultServiceAccount: string
  readonly overrideManagers: readonly string[]
  readonly allowExternalArtifact: boolean
  readonly watchConfigs: boolean
  /** Failures are retried where the spec names no strategy. */
  readonly retriesByDefault: boolean
  /** Charts applied and waited for as Helm 3 did. */
  readonly usesHelm3Defaults: boolean
  /** A `readyExpr` adds to the check of a dependency instead of replacing it. */
  readonly addsExpressions: boolean
  /** The digest of an artifact becomes part of the chart's version. */
  readonly tracksDigests: boolean
  /** Whom to be to clouds and their clusters. */
  readonly identity: IdentityConfig
}

const flags: readonly Flag[] = [
  { name: 'concurrent', default: '4', help: 'HelmReleases that are reconciled at a time' },
  {
    name: 'requeue-dependency',
    default: '30s',
    help: 'when to look again for a dependency that is not ready',
  },
  { name: 'no-cross-namespace-refs', default: 'false', help: 'refuse charts of other namespaces' },
  {
    name: 'default-service-account',
    default: '',
    help: 'account to release as where a HelmRelease names none',
  },
  { name: 'override-manager', default: '', help: 'field managers to take over, separated by commas' },
  ...remoteClusterFlags,
  { name: 'feature-gates', default: '', help: 'pairs of gate=true or gate=false, separated by commas' },
]

const gates: Gates = {
  known: {
    ExternalArtifact: false,
    DisableConfigWatchers: false,
    DefaultToRetryOnFailure: false,
    UseHelm3Defaults: false,
    AdditiveCELDependencyCheck: false,
    DisableChartDigestTracking: false,
    [workloadIdentityGate]: false,
  },
  idle: [
    'CacheSecretsAndConfigMaps',
    'DetectDrift',
    'CorrectDrift',
    'AllowDNSLookups',
    'OOMWatch',
    'AdoptLegacyReleases',
    'DirectSourceFetch',
    'CancelHealthCheckOnNewRevision',
  ],
}

/** Reads flags. @throws ConfigError for an unknown flag or gate, or a value that makes no sense */
export function parseConfig(args: readonly string[] = []): HelmConfig {
  const given = readFlags(flags, args)
  const enabled = given.gates(gates)
  return Object.freeze({
    concurrent: given.count('concurrent'),
    requeueDependency: given.duration('requeue-dependency'),
    noCrossNamespaceRefs: given.isOn('no-cross-namespace-refs'),
    defaultServiceAccount: given.text('default-service-account'),
    overrideManagers: given.list('override-manager'),
    allowExternalArtifact: enabled('ExternalArtifact'),
    watchConfigs: !enabled('DisableConfigWatchers'),
    retriesByDefault: enabled('DefaultToRetryOnFailure'),
    usesHelm3Defaults: enabled('UseHelm3Defaults'),
    addsExpressions: enabled('AdditiveCELDependencyCheck'),
    tracksDigests: !enabled('DisableChartDigestTracking'),
    identity: readIdentityConfig(given, enabled, 'default-kubeconfig-service-account'),
  })
}
