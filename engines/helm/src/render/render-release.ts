/**
 * From a chart and values to what a release consists of. Open this file to see what happens in which order.
 * @module
 */
import type { GoMap } from '@sluice/gotemplate'
import type { Capabilities } from '../capabilities/capabilities.ts'
import { checkKubeVersion } from '../capabilities/check-kube-version.ts'
import { type Chart, type ChartCrd, chartCrds } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import { structured, type Warn } from '../chart/warning.ts'
import { processDependencies } from '../dependencies/process-dependencies.ts'
import type { Hook } from '../manifest/hook.ts'
import { ManifestError } from '../manifest/manifest-head.ts'
import { type Manifest, sortManifests } from '../manifest/sort-manifests.ts'
import { type ReleaseOptions, toRenderValues } from '../values/render-values.ts'
import { releaseNameProblem } from './release-name.ts'
import { renderChart } from './render-chart.ts'
import type { RenderEnvironment } from './render-environment.ts'
import { RenderError } from './render-error.ts'

/** What to render. */
export interface ReleaseRequest {
  readonly chart: Chart
  /** The user's, which go before those of the chart. */
  readonly values: GoMap
  readonly release: ReleaseOptions
  readonly capabilities: Capabilities
  readonly environment: RenderEnvironment
  readonly skipSchemaValidation?: boolean
  /** Changes what the templates rendered to, by their names, before it is sorted. */
  readonly postRender?: (files: ReadonlyMap<string, string>) => Promise<ReadonlyMap<string, string>>
  readonly warn?: Warn
}

/** What a chart renders to. */
export interface RenderedRelease {
  /** The chart with those of its dependencies that are enabled. */
  readonly chart: Chart
  /** Of the `crds/` folders, not templated. */
  readonly crds: readonly ChartCrd[]
  /** In the order of installation, without hooks. */
  readonly manifests: readonly Manifest[]
  readonly hooks: readonly Hook[]
  /** What the chart's own `NOTES.txt` renders to. */
  readonly notes: string
}

/**
 * Renders a chart.
 * @throws ChartError if chart and values do not fit, RenderError if the templates do not render to manifests
 */
export async function renderRelease(request: ReleaseRequest): Promise<RenderedRelease> {
  const { values, release, capabilities, environment, postRender, warn = () => {} } = request
  requireName(release.name, warn)
  const chart = enabledChart(request, warn)
  const { skipSchemaValidation = false } = request
  const renderValues = await toRenderValues(chart, values, {
    release,
    capabilities,
    skipSchemaValidation,
    warn,
  })
  requireKubeVersion(chart, capabilities)
  const rendered = await renderChart(chart, renderValues, environment)
  const { notes, files } = splitNotes(rendered, `${chart.metadata.name}/templates/NOTES.txt`)
  const { manifests, hooks, unknownHooks } = sort(postRender ? await postRender(files) : files)
  for (const events of unknownHooks) {
    warn(structured('skipping unknown hooks', { hookTypes: events }, 'INFO'))
  }
  return { chart, crds: chartCrds(chart), manifests, hooks, notes }
}

function requireName(name: string, warn: Warn): void {
  const problem = releaseNameProblem(name)
  if (problem === undefined) return
  const what = 'release name check failed'
  warn(structured(what, { error: problem }, 'ERROR'))
  throw new ChartError(`${what}: ${problem}`)
}

function enabledChart({ chart, values }: ReleaseRequest, warn: Warn): Chart {
  try {
    return processDependencies(chart, values, warn)
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    const what = 'chart dependencies processing failed'
    warn(structured(what, { error: error.message }, 'ERROR'))
    throw new ChartError(`${what}: ${error.message}`, { cause: error })
  }
}

function requireKubeVersion(chart: Chart, capabilities: Capabilities): void {
  try {
    checkKubeVersion(chart.metadata.kubeVersion, capabilities.kubeVersion)
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw new RenderError(error.message, { cause: error })
  }
}

/** Notes of subcharts are rendered, so that they may fail, and dropped. */
function splitNotes(
  rendered: ReadonlyMap<string, string>,
  own: string,
): { notes: string; files: ReadonlyMap<string, string> } {
  const files = new Map([...rendered].filter(([name]) => !name.endsWith('NOTES.txt')))
  return { notes: rendered.get(own) ?? '', files }
}

function sort(files: ReadonlyMap<string, string>): ReturnType<typeof sortManifests> {
  try {
    return sortManifests(files)
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error
    throw new RenderError(error.message, { cause: error, rendered: files })
  }
}
