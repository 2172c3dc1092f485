import { type Chart, checkDependencies, structured, type Warn } from '@sluice/helm/render'
import { loadChartAt } from './load-chart-at.ts'
import type { TemplateContext } from './template.ts'

/** Loads a chart, and makes sure that it is an application with all its dependencies. */
export async function loadInstallableChart(
  path: string,
  context: TemplateContext,
  warn: Warn,
): Promise<Chart> {
  const chart = loadChartAt(path, warn)
  const { type, deprecated } = chart.metadata
  if (type !== '' && type !== 'application') throw new Error(`${type} charts are not installable`)
  if (deprecated) warn(structured('this chart is deprecated'))
  const problem = missingDependencies(chart)
  if (problem === undefined) return renderable(chart)
  if (!context.flags['dependency-update']) {
    throw new Error(
      `an error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: ${problem}`,
    )
  }
  const { updateDependencies } = await import('./update-dependencies.ts')
  await updateDependencies(path, context)
  return renderable(loadChartAt(path, warn))
}

/** helm: charts of the third generation can be looked at, but neither rendered nor packed yet. */
export function renderable(chart: Chart): Chart {
  if (chart.metadata.apiVersion === 'v3') throw new Error('invalid chart apiVersion')
  return chart
}

function missingDependencies(chart: Chart): string | undefined {
  const { apiVersion, dependencies = [] } = chart.metadata
  // helm: it takes as many of a v3 chart's dependencies as there are charts, and cannot go on where one is lacking.
  if (apiVersion === 'v3' && chart.dependencies.length > dependencies.length)
    return 'unsupported chart dependency type'
  if (apiVersion === 'v3' && chart.dependencies.length < dependencies.length) return undefined
  try {
    checkDependencies(chart)
    return undefined
  } catch (error) {
    if (error instanceof Error && error.name === 'ChartError') return error.message
    throw error
  }
}
