import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accessOf, type FetchedChart, fetchArchive, fetchFromRepository } from './fetch-chart.ts'
import { knownRepositories, repositoryCache } from './helm-home.ts'
import type { ChartContext } from './locate-chart.ts'

/** Downloads a chart into Helm's cache folder; the path of its archive. */
export async function downloadChart(name: string, context: ChartContext): Promise<string> {
  const chart = await fetchChart(name, context)
  const digest = createHash('sha256').update(chart.bytes).digest('hex')
  const folder = join(repositoryCache(context.env), digest.slice(0, 16))
  mkdirSync(folder, { recursive: true })
  const path = join(folder, chart.name)
  writeFileSync(path, chart.bytes)
  return path
}

async function fetchChart(name: string, context: ChartContext): Promise<FetchedChart> {
  const { flags, env } = context
  const version = (flags.version.trim() || (flags.devel ? '>0.0.0-0' : '')).trim()
  const access = accessOf(context)
  if (name.startsWith('oci://')) {
    const { fetchOciChart } = await import('./fetch-oci-chart.ts')
    return fetchOciChart(name, version, access)
  }
  if (flags.repo) return fetchFromRepository(flags.repo, { name, version }, access)
  if (/^https?:\/\//.test(name)) return fetchArchive(name, access)
  const [repository = '', chart] = name.split(/\/(.*)/s)
  if (chart === undefined) {
    throw new Error(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${name}`)
  }
  const known = knownRepositories(env).find(candidate => candidate.name === repository)
  if (!known) throw new Error(`repo ${repository} not found`)
  const credentials = known.username ? { username: known.username, password: known.password } : {}
  return fetchFromRepository(known.url, { name: chart, version }, { ...access, ...credentials })
}
