import { compareVersions, formatVersion, parseVersion } from '@sluice/base/semver'
import { BuildError, failures } from './build-error.ts'

/** A chart that was found, and how to get its archive. */
export interface FoundChart {
  readonly name: string
  /** With the metadata that this object adds. */
  readonly version: string
  /** Whether the archive is made here, rather than kept as it came. */
  readonly isPackaged: boolean
  /** Whether a trusted signature was found. */
  readonly isVerified?: boolean
  /** Makes the archive. @throws BuildError */
  archive(): Promise<ChartBuild>
}

/** A chart's archive. */
export interface ChartBuild {
  readonly bytes: Uint8Array
  /** The values files that were merged into it. */
  readonly valuesFiles: readonly string[]
  /** How many dependencies were fetched for it. */
  readonly resolvedDependencies: number
}

/** What people are told of a chart. */
export function summaryOf(
  { name, version, isPackaged }: Pick<FoundChart, 'name' | 'version' | 'isPackaged'>,
  valuesFiles: readonly string[],
): string {
  const merged = valuesFiles.length > 0 ? ` and merged values files [${valuesFiles.join(' ')}]` : ''
  return `${isPackaged ? 'packaged' : 'pulled'} '${name}' chart with version '${version}'${merged}`
}

/** A version with metadata of ours. @throws BuildError */
export function withMetadata(version: string, metadata: string): string {
  if (metadata === '') return version
  const parsed = parseVersion(version)
  if (!parsed)
    throw new BuildError(
      failures.metadata,
      `failed to parse version from chart metadata as SemVer: invalid semantic version`,
    )
  return formatVersion({ ...parsed, build: metadata })
}

/** Newest first, by version and then by when it was made. */
export function newestFirst<T extends { readonly version: string; readonly created: string }>(
  charts: readonly T[],
): T[] {
  return charts
    .flatMap(chart => {
      const parsed = parseVersion(chart.version)
      return parsed ? [{ chart, parsed }] : []
    })
    .sort((a, b) => compareVersions(b.parsed, a.parsed) || (a.chart.created < b.chart.created ? 1 : -1))
    .map(({ chart }) => chart)
}
