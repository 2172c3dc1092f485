/** Brings the dependencies of a chart into its `charts/` folder, and locks their versions. @module */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatLock } from '@sluice/helm/package'
import { type Chart, type ChartDependency, type ChartLock, loadChartArchive } from '@sluice/helm/render'
import { legacyLockDigest, lockDigest, resolveDependencies } from '@sluice/helm/repository'
import { ChartSources } from './dependency-sources.ts'
import { accessOf } from './fetch-chart.ts'
import { knownRepositories } from './helm-home.ts'
import { loadChartAt } from './load-chart-at.ts'
import type { ChartContext } from './locate-chart.ts'

/** Resolves versions anew, fetches them, and writes `Chart.lock` if something changed. */
export async function updateDependencies(folder: string, context: ChartContext): Promise<void> {
  const chart = loadChartAt(folder, () => {})
  const asked = chart.metadata.dependencies
  if (!asked) return
  const sources = sourcesOf(folder, context)
  const resolved = resolveAliases(asked, context)
  if (resolved.some(isRemote)) context.out('Getting updates for unmanaged Helm repositories...\n')
  const { dependencies } = await resolveDependencies(resolved, sources)
  await fetchAll({ folder, dependencies, sources }, context)
  const digest = lockDigest(resolved, dependencies)
  if (chart.lock?.digest === digest) return
  const lock: ChartLock = { generated: new Date(context.now()).toISOString(), digest, dependencies }
  const file = chart.metadata.apiVersion === 'v1' ? 'requirements.lock' : 'Chart.lock'
  writeFileSync(join(folder, file), formatLock(lock))
}

/** Fetches what `Chart.lock` says; without one, updates. */
export async function buildDependencies(folder: string, context: ChartContext): Promise<void> {
  const chart = loadChartAt(folder, () => {})
  if (!chart.lock) return updateDependencies(folder, context)
  requireFreshLock(chart, chart.lock, context)
  const sources = sourcesOf(folder, context)
  await fetchAll({ folder, dependencies: chart.lock.dependencies, sources }, context)
}

function requireFreshLock(chart: Chart, lock: ChartLock, context: ChartContext): void {
  const asked = chart.metadata.dependencies ?? []
  if (lockDigest(resolveAliases(asked, context), lock.dependencies) === lock.digest) return
  const isV1 = chart.metadata.apiVersion === 'v1'
  if (isV1 && legacyLockDigest(asked) === lock.digest) return
  const [lockFile, file] = isV1 ? ['requirements.lock', 'requirements.yaml'] : ['Chart.lock', 'Chart.yaml']
  throw new Error(
    `the lock file (${lockFile}) is out of sync with the dependencies file (${file}). Please update the dependencies`,
  )
}

function sourcesOf(folder: string, context: ChartContext): ChartSources {
  const known = knownRepositories(context.env)
  return new ChartSources({ folder, access: accessOf(context), known, now: context.now() })
}

/** `@name` and `alias:name` stand for the URL of a repository that Helm knows. */
function resolveAliases(dependencies: readonly ChartDependency[], { env }: ChartContext): ChartDependency[] {
  const known = knownRepositories(env)
  return dependencies.map(dependency => {
    const alias = /^(?:@|alias:)(.*)$/.exec(dependency.repository)?.[1]
    if (alias === undefined) return dependency
    const found = known.find(({ name }) => name === alias)
    if (!found) {
      throw new Error(
        `no repository definition for ${dependency.repository}. Please add them via 'helm repo add'`,
      )
    }
    return { ...dependency, repository: found.url }
  })
}

function isRemote({ repository }: ChartDependency): boolean {
  return /^https?:/.test(repository)
}

interface FetchPlan {
  readonly folder: string
  readonly dependencies: readonly ChartDependency[]
  readonly sources: ChartSources
}

/** Everything is fetched before anything is replaced. */
async function fetchAll({ folder, dependencies, sources }: FetchPlan, { out }: ChartContext): Promise<void> {
  const charts = join(folder, 'charts')
  mkdirSync(charts, { recursive: true })
  out(`Saving ${dependencies.length} charts\n`)
  const fetched = new Map<string, Uint8Array>()
  for (const dependency of dependencies) {
    const { name, repository } = dependency
    if (repository === '') {
      out(`Dependency ${name} did not declare a repository. Assuming it exists in the charts directory\n`)
      continue
    }
    if (!repository.startsWith('file://')) out(`Downloading ${name} from repo ${repository}\n`)
    const archive = await sources.fetch(dependency)
    fetched.set(archive.name, archive.bytes)
  }
  for (const [name, bytes] of fetched) {
    writeFileSync(join(charts, `${name}.part`), bytes)
    renameSync(join(charts, `${name}.part`), join(charts, name))
  }
  out('Deleting outdated charts\n')
  const local = new Set(dependencies.filter(({ repository }) => repository === '').map(({ name }) => name))
  for (const file of outdated(charts, new Set(fetched.keys()), local)) rmSync(file)
}

/** Archives that no dependency asks for any more. */
function outdated(charts: string, kept: ReadonlySet<string>, local: ReadonlySet<string>): string[] {
  return readdirSync(charts, { withFileTypes: true })
    .filter(entry => entry.isFile() && !kept.has(entry.name))
    .map(entry => join(charts, entry.name))
    .filter(path => {
      const name = chartNameOf(path)
      return name !== undefined && !local.has(name)
    })
}

function chartNameOf(path: string): string | undefined {
  try {
    return loadChartArchive(readFileSync(path)).metadata.name
  } catch (error) {
    if (error instanceof Error && error.name === 'ChartError') return undefined
    throw error
  }
}
