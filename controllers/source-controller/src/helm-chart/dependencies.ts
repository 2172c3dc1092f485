/** Dependencies that a chart lists and does not bring: from beside it, or from repositories. @module */
import type { FileTree } from '@sluice/base/flow'
import { ConstraintError, parseConstraint, parseVersion, satisfies } from '@sluice/base/semver'
import { type Chart, type ChartDependency, ChartError, loadChartArchive, setDependencies } from '@sluice/helm'
import { ChartRepositoryError } from '@sluice/io/helm-repository'
import { NetworkError } from '@sluice/io/http'
import { DigestMismatchError, ManifestError, RegistryError } from '@sluice/io/oci'
import { normalizedUrl } from '../helm-repository/connect.ts'
import { insideRoot } from '../source/inside-root.ts'
import { BuildError, failures } from './build-error.ts'
import { loadAt } from './build-local.ts'
import { ChartReferenceError, type Downloader, RegistryLookupError } from './downloader.ts'

/** Where dependencies come from. */
export interface DependencySources {
  readonly tree: FileTree
  /** Opens the repository of a URL. */
  open(url: string): Promise<Downloader>
  readonly signal: AbortSignal
}

/** What is wrong with a dependency, in whatever place. */
const expected = [
  ChartError,
  BuildError,
  ConstraintError,
  ChartReferenceError,
  ChartRepositoryError,
  NetworkError,
  RegistryError,
  RegistryLookupError,
  ManifestError,
  DigestMismatchError,
]

/** Adds them to the chart, which lies at `path`. Gives how many there were. @throws BuildError */
export async function addMissingDependencies(
  chart: Chart,
  path: string,
  sources: DependencySources,
): Promise<number> {
  const missing = missingDependencies(chart)
  const added: Chart[] = []
  for (const dependency of missing) {
    const name = dependency.alias || dependency.name
    const isLocal = dependency.repository === '' || dependency.repository.startsWith('file://')
    try {
      const found = isLocal
        ? loadLocal(dependency, path, sources.tree)
        : await loadRemote(dependency, sources)
      if (dependency.alias) found.metadata.name = dependency.alias
      added.push(found)
    } catch (error) {
      if (!expected.some(each => error instanceof each)) throw error
      const what = `failed to add ${isLocal ? 'local' : 'remote'} dependency '${name}'`
      const message = error instanceof Error ? error.message : String(error)
      throw new BuildError(failures.dependencies, `${what}: ${message}`, error)
    }
  }
  if (added.length > 0) setDependencies(chart, [...chart.dependencies, ...added])
  return added.length
}

/** flux: what the lock says counts, and a chart with as many as it lists lacks none. */
function missingDependencies(chart: Chart): readonly ChartDependency[] {
  const listed = chart.lock?.dependencies ?? chart.metadata.dependencies ?? []
  if (listed.length === chart.dependencies.length) return []
  const present = new Set(chart.dependencies.map(({ metadata }) => metadata.name))
  return listed.filter(({ name, alias }) => !present.has(alias || name))
}

function loadLocal({ name, repository, version }: ChartDependency, path: string, tree: FileTree): Chart {
  const relative = repository === '' ? `charts/${name}` : repository.slice('file://'.length)
  const place = insideRoot(`${path}/${relative}`)
  if (!tree.list(place) && !tree.read(place))
    throw new ChartReferenceError(`no chart found at '/${place}' (reference '${repository}')`)
  const constraint = constraintOf(version)
  const chart = loadDependency(tree, place, repository)
  const found = parseVersion(chart.metadata.version)
  if (!found || !satisfies(found, constraint))
    throw new ChartReferenceError(`can't get a valid version for constraint '${version}'`)
  return chart
}

function loadDependency(tree: FileTree, place: string, repository: string): Chart {
  try {
    return loadAt(tree, place)
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    const what = `failed to load chart from '/${place}' (reference '${repository}')`
    throw new ChartReferenceError(`${what}: ${error.message}`, { cause: error })
  }
}

function constraintOf(version: string) {
  try {
    return parseConstraint(version)
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    throw new ConstraintError(`invalid version/constraint format '${version}': ${error.message}`)
  }
}

async function loadRemote(
  { name, repository, version }: ChartDependency,
  sources: DependencySources,
): Promise<Chart> {
  if (!/^(https?|oci):\/\//.test(repository)) {
    const isAlias = /^(@|alias:)/.test(repository)
    const problem = isAlias
      ? 'aliased repository dependency is not supported'
      : 'invalid dependency repository URL'
    throw new ChartReferenceError(`${problem}: ${normalizedUrl(repository)}`)
  }
  const downloader = await sources.open(repository)
  try {
    const found = await naming(
      `failed to get chart '${name}' version '${version}' from '${repository}'`,
      () => downloader.find(name, version, sources.signal),
    )
    const bytes = await naming(`chart download of version '${found.version}' failed`, () =>
      found.download(sources.signal),
    )
    return await naming(`failed to load downloaded archive of version '${found.version}'`, () =>
      loadChartArchive(bytes),
    )
  } finally {
    await downloader.close()
  }
}

async function naming<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!expected.some(each => error instanceof each)) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new ChartReferenceError(`${what}: ${message}`, { cause: error })
  }
}
