/** Charts that are not in the repository: from a folder, or fetched. @module */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compareVersions, parseConstraint, parseVersion, satisfies } from '@sluice/base/semver'
import { type Chart, loadChartArchive } from '@sluice/helm/render'
import { loadChartAt } from '../helm/load-chart-at.ts'
import type { RemoteChart } from './release-chart.ts'

/** Where to look. */
export interface ChartSourceOptions {
  /** A folder of charts and their archives, which comes first; empty for none. */
  readonly folder: string
  readonly cwd: string
  /** Whether repositories and registries may be asked. */
  readonly mayFetch: boolean
  readonly signal: AbortSignal
}

/** Gives every chart once. */
export function chartSource(options: ChartSourceOptions): (chart: RemoteChart) => Promise<Chart> {
  const known = new Map<string, Promise<Chart>>()
  return chart => {
    const key = JSON.stringify(chart)
    const found = known.get(key) ?? getChart(chart, options)
    known.set(key, found)
    return found
  }
}

async function getChart(chart: RemoteChart, options: ChartSourceOptions): Promise<Chart> {
  const path = options.folder && findIn(resolve(options.cwd, options.folder), chart)
  if (path) return loadChartAt(path, () => {})
  const what = `chart '${chart.name}'${chart.version ? ` ${chart.version}` : ''} of ${chart.url}`
  if (!options.mayFetch) {
    const hint = options.folder ? `is not in '${options.folder}'` : 'is not here: give --charts, or --fetch'
    throw new Error(`${what} ${hint}`)
  }
  const fetched = await fetch(chart, options)
  return loadChartArchive(fetched.bytes, { name: fetched.name })
}

/** A chart's folder, or the archive with the newest version that is allowed. */
function findIn(folder: string, { name, version }: RemoteChart): string | undefined {
  const unpacked = join(folder, name)
  if (existsSync(join(unpacked, 'Chart.yaml'))) return unpacked
  const constraint = parseConstraint(version || '*')
  const [best] = readdirSync(folder)
    .filter(file => file.startsWith(`${name}-`) && file.endsWith('.tgz'))
    .flatMap(file => {
      const parsed = parseVersion(file.slice(name.length + 1, -'.tgz'.length))
      return parsed && satisfies(parsed, constraint) ? [{ file, parsed }] : []
    })
    .sort((a, b) => compareVersions(b.parsed, a.parsed))
  return best && join(folder, best.file)
}

async function fetch(chart: RemoteChart, { cwd, signal }: ChartSourceOptions) {
  const access = {
    username: chart.username,
    password: chart.password,
    passCredentials: false,
    plainHttp: chart.plainHttp,
    caFile: '',
    certFile: '',
    keyFile: '',
    skipVerify: false,
    cwd,
    signal,
  }
  if (chart.url.startsWith('oci://')) {
    const { fetchOciChart } = await import('../helm/fetch-oci-chart.ts')
    const url = chart.digest ? `${chart.url}@${chart.digest}` : chart.url
    return fetchOciChart(url, chart.version, access)
  }
  const { fetchFromRepository } = await import('../helm/fetch-chart.ts')
  return fetchFromRepository(chart.url, chart, access)
}
