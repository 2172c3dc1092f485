import type { DigestAlgorithm } from '@sluice/base/digest'
import { ConfigError, type Flag, type Gates, readFlags } from '@sluice/kube/runtime'
import {
  type IdentityConfig,
  readIdentityConfig,
  remoteClusterFlags,
  workloadIdentityGate,
} from '@sluice/kube/workload-identity'

import { type MemoryWatchConfig, memoryWatchFlags, readMemoryWatch } from './memory-watch.ts'

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
  /** Waiting for readiness ends as soon as there is something newer to release. */
  readonly cancelsHealthChecks: boolean
  /** Failures are retried where the spec names no strategy. */
  readonly retriesByDefault: boolean
  /** Charts applied and waited for as Helm 3 did. */
  readonly usesHelm3Defaults: boolean
  /** A `readyExpr` adds to the check of a dependency instead of replacing it. */
  readonly addsExpressions: boolean
  /** The digest of an artifact becomes part of the chart's version. */
  readonly tracksDigests: boolean
  /** What the digests of snapshots are made with. */
  readonly digestAlgorithm: DigestAlgorithm
  /** ConfigMaps and Secrets with these labels wake those who read them; empty for all. */
  readonly watchedConfigs: string
  /** Sources are read from the API server, not from caches. */
  readonly readsSourcesDirectly: boolean
  /** Templates may look up the addresses of hosts. */
  readonly looksUpHosts: boolean
  /** How often, and for how many milliseconds, an artifact is tried to be downloaded. */
  readonly download: { readonly retries: number; readonly timeout: number }
  /** Ends the process in good order before it is out of memory. */
  readonly memoryWatch: MemoryWatchConfig | undefined
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
  {
    name: 'snapshot-digest-algo',
    default: 'sha256',
    help: 'what the digests of snapshots are made with: sha256, sha384 or sha512',
  },
  {
    name: 'watch-configs-label-selector',
    default: 'reconcile.fluxcd.io/watch=Enabled',
    help: 'which ConfigMaps and Secrets wake the releases that read them; empty for all',
  },
  { name: 'http-retry', default: '9', help: 'how often a download of an artifact is tried again' },
  { name: 'http-timeout', default: '30s', help: 'how long a download of an artifact may take' },
  ...memoryWatchFlags,
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
    DirectSourceFetch: false,
    AllowDNSLookups: false,
    OOMWatch: false,
    CancelHealthCheckOnNewRevision: false,
    [workloadIdentityGate]: false,
  },
  idle: ['CacheSecretsAndConfigMaps', 'DetectDrift', 'CorrectDrift', 'AdoptLegacyReleases'],
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
    cancelsHealthChecks: enabled('CancelHealthCheckOnNewRevision'),
    retriesByDefault: enabled('DefaultToRetryOnFailure'),
    usesHelm3Defaults: enabled('UseHelm3Defaults'),
    addsExpressions: enabled('AdditiveCELDependencyCheck'),
    tracksDigests: !enabled('DisableChartDigestTracking'),
    digestAlgorithm: algorithmOf(given.text('snapshot-digest-algo')),
    watchedConfigs: given.text('watch-configs-label-selector'),
    readsSourcesDirectly: enabled('DirectSourceFetch'),
    looksUpHosts: enabled('AllowDNSLookups'),
    download: { retries: given.count('http-retry'), timeout: given.duration('http-timeout') },
    memoryWatch: enabled('OOMWatch') ? readMemoryWatch(given) : undefined,
    identity: readIdentityConfig(given, enabled, 'default-kubeconfig-service-account'),
  })
}

function algorithmOf(text: string): DigestAlgorithm {
  switch (text) {
    case 'sha256':
    case 'sha384':
    case 'sha512':
      return text
    default:
      throw new ConfigError(`--snapshot-digest-algo: '${text}' is none of sha256, sha384, sha512`)
  }
}
