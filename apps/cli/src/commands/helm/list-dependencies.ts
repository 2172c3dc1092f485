/** `helm dependency list CHART`: the charts that a chart is made of, and whether they are there. @module */
import { readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import {
  ConstraintError,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  satisfies,
} from '@sluice/base/semver'
import { type Chart, type ChartDependency, ChartError } from '@sluice/helm/render'
import { integer } from '../../parser/flags.ts'
import { helmCommand } from './helm-command.ts'
import { printWarnings } from './helm-warnings.ts'
import { loadChartAt, loadExistingChart } from './load-chart-at.ts'

const flags = { 'max-col-width': integer('maximum column width for output table', 80) } as const

/** Lists dependencies. */
export const helmDependencyList = helmCommand({
  summary: 'List the dependencies of a chart and whether they are there',
  usage: 'CHART',
  flags,
  run: async context => {
    const shown = context.args[0] ?? '.'
    const place = resolve(context.cwd, shown)
    const chart = loadExistingChart(place, printWarnings(context), shown)
    const { dependencies } = chart.metadata
    if (!dependencies) {
      context.out(`WARNING: no dependencies at ${join(shown, 'charts')}\n`)
      return
    }
    const rows = dependencies.map(it => [it.name, it.version, it.repository, statusOf(it, place, chart)])
    context.out(
      `${table([['NAME', 'VERSION', 'REPOSITORY', 'STATUS'], ...rows], context.flags['max-col-width'])}\n`,
    )
    for (const warning of strangers(place, shown, dependencies)) context.out(`WARNING: ${warning}\n`)
  },
})

/** helm: an archive is looked at before what is loaded; a single one decides. */
function statusOf(dependency: ChartDependency, folder: string, parent: Chart): string {
  const archives = archivesOf(dependency.name, join(folder, 'charts'))
  const versioned = archives.filter(path => {
    const version = basename(path, '.tgz').slice(dependency.name.length + 1)
    return parseStrictVersion(version) !== undefined
  })
  const candidates = archives.length > 1 ? versioned : archives
  if (candidates.length > 1) return 'too many matches'
  const [archive] = candidates
  if (archive !== undefined) return archiveStatus(archive, dependency)
  const loaded = parent.dependencies.findLast(({ metadata }) => metadata.name === dependency.name)
  return loaded ? (versionProblem(loaded, dependency) ?? 'unpacked') : 'missing'
}

function archivesOf(name: string, folder: string): readonly string[] {
  return entriesOf(folder)
    .filter(entry => entry.startsWith(`${name}-`) && entry.endsWith('.tgz'))
    .map(entry => join(folder, entry))
}

function archiveStatus(path: string, dependency: ChartDependency): string {
  const chart = loadOrNothing(path)
  if (!chart) return 'corrupt'
  if (chart.metadata.name !== dependency.name) return 'misnamed'
  return versionProblem(chart, dependency) ?? 'ok'
}

function versionProblem({ metadata }: Chart, { version }: ChartDependency): string | undefined {
  if (metadata.version === version) return undefined
  try {
    const parsed = parseVersion(metadata.version)
    const constraint = parseConstraint(version)
    if (!parsed) return 'invalid version'
    return satisfies(parsed, constraint) ? undefined : 'wrong version'
  } catch (error) {
    if (error instanceof ConstraintError) return 'invalid version'
    throw error
  }
}

/** What is in `charts/` without being asked for. */
function strangers(
  place: string,
  shown: string,
  dependencies: readonly ChartDependency[],
): readonly string[] {
  const charts = join(place, 'charts')
  return entriesOf(charts).flatMap(entry => {
    const path = join(charts, entry)
    if (!entry.endsWith('.tgz') && !statSync(path).isDirectory()) return []
    const chart = loadOrNothing(path)
    const quoted = JSON.stringify(join(shown, 'charts', entry))
    if (!chart) return [`${quoted} is not a chart.`]
    const isKnown = dependencies.some(({ name }) => name === chart.metadata.name)
    return isKnown ? [] : [`${quoted} is not in Chart.yaml.`]
  })
}

function loadOrNothing(path: string): Chart | undefined {
  try {
    return loadChartAt(path, () => {})
  } catch (error) {
    if (error instanceof ChartError) return undefined
    throw error
  }
}

/** Names in a folder, sorted; none where there is no such folder. Hidden files do not count. */
function entriesOf(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder)
    .filter(entry => !entry.startsWith('.'))
    .sort()
}

/** Columns as wide as their longest text, cut at a width, with tabs between them. */
function table(rows: readonly (readonly string[])[], most: number): string {
  const cut = (text: string) => (text.length > most ? `${text.slice(0, Math.max(0, most - 3))}...` : text)
  const cells = rows.map(row => row.map(cut))
  const widths = cells[0]?.map((_, i) => Math.max(...cells.map(row => row[i]?.length ?? 0))) ?? []
  return cells.map(row => `${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('\t')}\n`).join('')
}
