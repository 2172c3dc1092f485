import { parseArgs } from 'node:util'
import { parseDuration } from '@sluice/base/duration'

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
  /** Put back what others changed as soon as it happens, not at the next reconcile. */
  readonly correctDriftAtOnce: boolean
}

/** A flag as the command line and its reference show it. */
export interface Flag {
  readonly name: string
  readonly default: string
  readonly help: string
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
  { name: 'feature-gates', default: '', help: 'pairs of gate=true or gate=false, separated by commas' },
]

const gates: Readonly<Record<string, boolean>> = {
  DisableFailFastBehavior: false,
  StrictPostBuildSubstitutions: true,
  ExternalArtifact: false,
  DisableConfigWatchers: false,
}

/** Gates that Flux knows and that change nothing here. */
const idleGates = new Set([
  'CacheSecretsAndConfigMaps',
  'DisableStatusPollerCache',
  'GroupChangeLog',
  'DirectSourceFetch',
  'MigrateAPIVersion',
])

/** A flag that is unknown or cannot be read. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Reads flags. @throws ConfigError for an unknown flag or gate, or a value that makes no sense */
export function parseConfig(
  args: readonly string[] = [],
  _env: Readonly<Record<string, string | undefined>> = {},
): KustomizeConfig {
  const given = readArguments(args)
  const value = (name: string) => given[name] ?? flags.find(flag => flag.name === name)?.default ?? ''
  const enabled = readGates(value('feature-gates'))
  return Object.freeze({
    concurrent: count('concurrent', value('concurrent')),
    concurrentApply: count('concurrent-ssa', value('concurrent-ssa')),
    requeueDependency: time('requeue-dependency', value('requeue-dependency')),
    noCrossNamespaceRefs: value('no-cross-namespace-refs') === 'true',
    noRemoteBases: value('no-remote-bases') === 'true',
    defaultServiceAccount: value('default-service-account'),
    overrideManagers: list(value('override-manager')),
    customStageKinds: list(value('custom-apply-stage-kinds')),
    failFast: !enabled('DisableFailFastBehavior'),
    strictSubstitutions: enabled('StrictPostBuildSubstitutions'),
    allowExternalArtifact: enabled('ExternalArtifact'),
    watchConfigs: !enabled('DisableConfigWatchers'),
    correctDriftAtOnce: value('correct-drift-at-once') === 'true',
  })
}

function readArguments(args: readonly string[]): Readonly<Record<string, string | undefined>> {
  const options = Object.fromEntries(flags.map(({ name }) => [name, { type: 'string' as const }]))
  try {
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    if (error instanceof TypeError) throw new ConfigError(error.message, { cause: error })
    throw error
  }
}

function time(name: string, text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(`--${name}: ${error.message}`, { cause: error })
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
