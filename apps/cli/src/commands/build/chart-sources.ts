/** Charts that are not in the repository: from a folder, or fetched. @module */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compareVersions, parseConstraint, parseVersion, satisfies } from '@sluice/base/semver'
import { loadChartArchive } from '@sluice/helm/render'
import type { Surroundings } from '../../context.ts'
import { knownRepositories } from '../helm/helm-home.ts'
import { loadChartAt } from '../helm/load-chart-at.ts'
import type { FetchedChart } from './release-chart.ts'
import type { RemoteChart } from './remote-chart.ts'

/** Where to look. */
export interface ChartSourceOptions {
  /** A folder of charts and their archives, which comes first; empty for none. */
  readonly folder: string
  readonly cwd: string
  /** Says where logins are that no manifest has. */
  readonly env: Surroundings['env']
  /** Whether repositories and registries may be asked. */
  readonly mayFetch: boolean
  readonly signal: AbortSignal
}

/** Gives every chart once. */
export function chartSource(options: ChartSourceOptions): (chart: RemoteChart) => Promise<FetchedChart> {
  const known = new Map<string, Promise<FetchedChart>>()
  return chart => {
    const key = JSON.stringify(chart)
    const found = known.get(key) ?? getChart(chart, options)
    known.set(key, found)
    return found
  }
}

async function getChart(chart: RemoteChart, options: ChartSourceOptions): Promise<FetchedChart> {
  const path = options.folder && findIn(resolve(options.cwd, options.folder), chart)
  if (path) return { chart: loadChartAt(path, () => {}) }
  const what = `chart '${chart.name}'${chart.version ? ` ${chart.version}` : ''} of ${chart.url}`
  if (!options.mayFetch) {
    const hint = options.folder ? `is not in '${options.folder}'` : 'is not here: give --charts, or --fetch'
    throw new Error(`${what} ${hint}`)
  }
  const fetched = await fetchChart(chart, options)
  return { chart: loadChartArchive(fetched.bytes, { name: fetched.name }), digest: fetched.digest }
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

async function fetchChart(chart: RemoteChart, { cwd, env, signal }: ChartSourceOptions) {
  const known = chart.username
    ? undefined
    : knownRepositories(env).find(({ url }) => isSameUrl(url, chart.url))
  const { username, password } = known ?? chart
  const access = {
    env,
    dockerConfig: chart.dockerConfig,
    tls: chart.tls,
    username,
    password,
    passCredentials: chart.passCredentials,
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
    const pin = chart.digest ? `@${chart.digest}` : chart.tag && `:${chart.tag}`
    return fetchOciChart(chart.url + pin, chart.version, access)
  }
  const { fetchFromRepository } = await import('../helm/fetch-chart.ts')
  return fetchFromRepository(chart.url, chart, access)
}

function isSameUrl(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '')
}
