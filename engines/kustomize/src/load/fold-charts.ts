import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** What `helmChartInflationGenerator` comes to. */
export interface FoldedCharts {
  readonly charts: readonly JsonObject[]
  readonly globals: JsonObject | undefined
}

const names: readonly (readonly [string, string])[] = [
  ['chartName', 'name'],
  ['chartVersion', 'version'],
  ['chartRepoUrl', 'repo'],
  ['values', 'valuesFile'],
  ['valuesLocal', 'valuesInline'],
  ['valuesMerge', 'valuesMerge'],
  ['releaseName', 'releaseName'],
]

/** The deprecated `helmChartInflationGenerator` as entries of `helmCharts` and `helmGlobals`. */
export function foldCharts(value: JsonValue | undefined): FoldedCharts {
  const entries = Array.isArray(value) ? value.filter(isJsonObject) : []
  const charts = entries.map(entry =>
    Object.fromEntries(
      names.flatMap(([old, name]) => (entry[old] === undefined ? [] : [[name, entry[old]]])),
    ),
  )
  const configHome = lastOf(entries, 'helmHome')
  const chartHome = lastOf(entries, 'chartHome')
  if (!configHome && !chartHome) return { charts, globals: undefined }
  return { charts, globals: { ...(chartHome && { chartHome }), ...(configHome && { configHome }) } }
}

function lastOf(entries: readonly JsonObject[], field: string): string {
  const found = entries.findLast(entry => typeof entry[field] === 'string' && entry[field] !== '')?.[field]
  return typeof found === 'string' ? found : ''
}
