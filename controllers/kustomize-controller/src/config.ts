import { type Flag, type Gates, readFlags } from '@sluice/kube/runtime'
import {
  type IdentityConfig,
  readIdentityConfig,
  remoteClusterFlags,
  workloadIdentityGate,
} from '@sluice/kube/workload-identity'

/** What the controller's flags say. */
export interface KustomizeConfig {
  /** Kustomizations at a time. */
  readonly concurrent: number
  /** Requests of one apply at a time. */
  readonly concurrentApply: number
  /** Milliseconds until a dependency or artifact that is missing is looked for again, if nothing wakes us before. */
  readonly requeueDependency: number
  readonly noCrossNamespaceRefs: boolean
  readonly noRemoteBases: boolean
  readonly defaultServiceAccount: string
  readonly overrideManagers: readonly string[]
  readonly customStageKinds: readonly string[]
  readonly failFast: boolean
  readonly strictSubstitutions: boolean
  readonly allowExternalArtifact: boolean
  readonly watchConfigs: boolean
  /** A `readyExpr` adds to the check of a dependency instead of replacing it. */
  readonly addsExpressions: boolean
  /** Waiting for health ends as soon as there is something newer to apply. */
  readonly cancelsHealthChecks: boolean
  /** Put back what others changed as soon as it happens, not at the next reconcile. */
  readonly correctDriftAtOnce: boolean
  /** Whom to be to clouds and their clusters. */
  readonly identity: IdentityConfig
}

/** Every flag of the controller. */
export const flags: readonly Flag[] = [
  { name: 'concurrent', default: '4', help: 'Kustomizations that are reconciled at a time' },
  { name: 'concurrent-ssa', default: '4', help: 'objects of one Kustomization that are applied at a time' },
  {
    name: 'requeue-dependency',
    default: '30s',
    help: 'when to look again for a dependency that is not ready',
  },
  { name: 'no-cross-namespace-refs', default: 'false', help: 'refuse sources of other namespaces' },
  { name: 'no-remote-bases', default: 'false', help: 'refuse bases outside the source' },
  {
    name: 'default-service-account',
    default: '',
    help: 'account to apply as where a Kustomization names none',
  },
  { name: 'override-manager', default: '', help: 'field managers to take over, separated by commas' },
  {
    name: 'custom-apply-stage-kinds',
    default: '',
    help: 'kinds to apply before the rest, as group/Kind, separated by commas',
  },
  {
    name: 'correct-drift-at-once',
    default: 'false',
    help: 'put back what others change as soon as it happens',
  },
  ...remoteClusterFlags,
  { name: 'feature-gates', default: '', help: 'pairs of gate=true or gate=false, separated by commas' },
]

const gates: Gates = {
  known: {
    DisableFailFastBehavior: false,
    StrictPostBuildSubstitutions: true,
    ExternalArtifact: false,
    DisableConfigWatchers: false,
    AdditiveCELDependencyCheck: false,
    CancelHealthCheckOnNewRevision: false,
    [workloadIdentityGate]: false,
  },
  idle: [
    'CacheSecretsAndConfigMaps',
    'DisableStatusPollerCache',
    'GroupChangeLog',
    'DirectSourceFetch',
    'MigrateAPIVersion',
  ],
}

/** Reads flags. @throws ConfigError for an unknown flag or gate, or a value that makes no sense */
export function parseConfig(
  args: readonly string[] = [],
  env: Readonly<Record<string, string | undefined>> = {},
): KustomizeConfig {
  const given = readFlags(flags, args, env)
  const enabled = given.gates(gates)
  return Object.freeze({
    concurrent: given.count('concurrent'),
    concurrentApply: given.count('concurrent-ssa'),
    requeueDependency: given.duration('requeue-dependency'),
    noCrossNamespaceRefs: given.isOn('no-cross-namespace-refs'),
    noRemoteBases: given.isOn('no-remote-bases'),
    defaultServiceAccount: given.text('default-service-account'),
    overrideManagers: given.list('override-manager'),
    customStageKinds: given.list('custom-apply-stage-kinds'),
    failFast: !enabled('DisableFailFastBehavior'),
    strictSubstitutions: enabled('StrictPostBuildSubstitutions'),
    allowExternalArtifact: enabled('ExternalArtifact'),
    watchConfigs: !enabled('DisableConfigWatchers'),
    addsExpressions: enabled('AdditiveCELDependencyCheck'),
    cancelsHealthChecks: enabled('CancelHealthCheckOnNewRevision'),
    correctDriftAtOnce: given.isOn('correct-drift-at-once'),
    identity: readIdentityConfig(given, enabled, 'default-kubeconfig-service-account'),
  })
}
