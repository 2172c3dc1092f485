/**
 * Which version each dependency of a chart resolves to: what `helm dependency update` writes to `Chart.lock`.
 * @module
 */
import {
  type Constraint,
  ConstraintError,
  parseConstraint,
  parseVersion,
  satisfies,
} from '@sluice/base/semver'
import type { ChartDependency, ChartLock } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import { lockDigest } from './lock-digest.ts'

/** Where versions are found; the caller knows disks and networks. */
export interface DependencySources {
  /**
   * The version of the chart in a folder beside, as in `file://../x`.
   * @throws ChartError if there is none
   */
  localVersion(repository: string): Promise<string> | string
  /** Whether the folder `charts/NAME` exists. */
  hasSubchart(name: string): boolean
  /**
   * The versions of a chart in a repository (`https://`, `oci://`), newest first.
   * @throws ChartError if the repository has no such chart
   */
  versions(dependency: ChartDependency): Promise<readonly string[]>
}

/**
 * Resolves every dependency.
 * @throws ChartError if a constraint is none, or nothing satisfies it
 */
export async function resolveDependencies(
  dependencies: readonly ChartDependency[],
  sources: DependencySources,
): Promise<Omit<ChartLock, 'generated'>> {
  const locked: ChartDependency[] = []
  const missing: string[] = []
  for (const dependency of dependencies) {
    const { name, repository, version: asked } = dependency
    const version = await resolveVersion(dependency, sources)
    if (version === undefined) missing.push(`"${name}" (repository "${repository}", version "${asked}")`)
    else locked.push(lockedDependency(name, repository, version))
  }
  if (missing.length > 0) {
    throw new ChartError(
      `can't get a valid version for ${missing.length} subchart(s): ${missing.join(', ')}. Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml`,
    )
  }
  return { digest: lockDigest(dependencies, locked), dependencies: locked }
}

/** An entry of `Chart.lock`. */
export function lockedDependency(name: string, repository: string, version: string): ChartDependency {
  return {
    name,
    repository,
    version,
    condition: '',
    tags: [],
    enabled: false,
    importValues: undefined,
    alias: '',
  }
}

async function resolveVersion(
  dependency: ChartDependency,
  sources: DependencySources,
): Promise<string | undefined> {
  const constraint = constraintOf(dependency)
  const { name, repository, version } = dependency
  if (repository === '') {
    if (!sources.hasSubchart(name)) throw new ChartError(`directory charts/${name} not found`)
    return version
  }
  const candidates = repository.startsWith('file://')
    ? [await sources.localVersion(repository)]
    : isExactOci(dependency)
      ? [version]
      : await sources.versions(dependency)
  return candidates.find(candidate => {
    const parsed = parseVersion(candidate)
    return parsed !== undefined && satisfies(parsed, constraint)
  })
}

/** helm: a registry is not asked for a version that is spelled out. */
function isExactOci({ repository, version }: ChartDependency): boolean {
  return repository.startsWith('oci://') && parseVersion(version) !== undefined
}

function constraintOf({ name, version }: ChartDependency): Constraint {
  try {
    return parseConstraint(version)
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    throw new ChartError(
      `dependency "${name}" has an invalid version/constraint format: improper constraint: ${version}`,
    )
  }
}
