import { parseArgs } from 'node:util'
import { parseDuration } from '@sluice/base/duration'

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
}

const defaults: Readonly<Record<string, string>> = {
  concurrent: '4',
  'requeue-dependency': '30s',
  'no-cross-namespace-refs': 'false',
  'default-service-account': '',
  'override-manager': '',
  'feature-gates': '',
}

const gates: Readonly<Record<string, boolean>> = {
  ExternalArtifact: false,
  DisableConfigWatchers: false,
  DefaultToRetryOnFailure: false,
  UseHelm3Defaults: false,
  AdditiveCELDependencyCheck: false,
  DisableChartDigestTracking: false,
}

/** Gates that Flux knows and that change nothing here. */
const idleGates = new Set([
  'CacheSecretsAndConfigMaps',
  'DetectDrift',
  'CorrectDrift',
  'AllowDNSLookups',
  'OOMWatch',
  'AdoptLegacyReleases',
  'DirectSourceFetch',
  'CancelHealthCheckOnNewRevision',
  'ObjectLevelWorkloadIdentity',
])

/** A flag that is unknown or cannot be read. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Reads flags. @throws ConfigError for an unknown flag or gate, or a value that makes no sense */
export function parseConfig(args: readonly string[] = []): HelmConfig {
  const given = readArguments(args)
  const value = (name: string) => given[name] ?? defaults[name] ?? ''
  const enabled = readGates(value('feature-gates'))
  return Object.freeze({
    concurrent: count('concurrent', value('concurrent')),
    requeueDependency: time('requeue-dependency', value('requeue-dependency')),
    noCrossNamespaceRefs: value('no-cross-namespace-refs') === 'true',
    defaultServiceAccount: value('default-service-account'),
    overrideManagers: list(value('override-manager')),
    allowExternalArtifact: enabled('ExternalArtifact'),
    watchConfigs: !enabled('DisableConfigWatchers'),
    retriesByDefault: enabled('DefaultToRetryOnFailure'),
    usesHelm3Defaults: enabled('UseHelm3Defaults'),
    addsExpressions: enabled('AdditiveCELDependencyCheck'),
    tracksDigests: !enabled('DisableChartDigestTracking'),
  })
}

function readArguments(args: readonly string[]): Readonly<Record<string, string | undefined>> {
  const options = Object.fromEntries(Object.keys(defaults).map(name => [name, { type: 'string' as const }]))
  try {
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    if (error instanceof TypeError) throw new ConfigError(error.message, { cause: error })
    throw error
  }
}

function readGates(text: string): (gate: string) => boolean {
  const set = new Map(Object.entries(gates))
  for (const pair of list(text)) {
    const [gate = '', value = ''] = pair.split('=')
    if (idleGates.has(gate)) continue
    if (!set.has(gate)) throw new ConfigError(`unknown or unsupported feature gate '${gate}'`)
    if (value !== 'true' && value !== 'false')
      throw new ConfigError(`feature gate '${gate}' must be true or false`)
    set.set(gate, value === 'true')
  }
  return gate => set.get(gate) ?? false
}

function time(name: string, text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(`--${name}: ${error.message}`, { cause: error })
    throw error
  }
}

function count(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new ConfigError(`--${name} must be a positive integer, not '${text}'`)
  return value
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
}
