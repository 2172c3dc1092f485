import type { GoMap } from '@sluice/gotemplate'
import { type Chart, setDependencies } from '../chart/chart.ts'
import type { Warn } from '../chart/warning.ts'
import { enableDependencies } from './enable-dependencies.ts'
import { importValues } from './import-values.ts'

/**
 * The chart as it takes part in a release with these values: subcharts enabled or left out, under their aliases, and
 * values imported from them. The chart given is not changed.
 * @throws ChartError in Helm's words
 */
export function processDependencies(chart: Chart, values: GoMap, warn: Warn = () => {}): Chart {
  const copy = copyChart(chart)
  enableDependencies(copy, values, '', warn)
  importValues(copy, warn)
  return copy
}

function copyChart(chart: Chart): Chart {
  const { metadata } = chart
  const dependencies = metadata.dependencies?.map(dependency => ({ ...dependency }))
  const copy: Chart = { ...chart, metadata: { ...metadata, dependencies }, parent: undefined }
  setDependencies(copy, chart.dependencies.map(copyChart))
  return copy
}
