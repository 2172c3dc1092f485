/**
 * What `helm lint` finds in a chart.
 * @module
 */
import type { FileTree } from '@sluice/base/flow'
import { type GoMap, goString } from '@sluice/gotemplate'
import { Capabilities, defaultKubeVersion } from '../capabilities/capabilities.ts'
import type { KubeVersion } from '../capabilities/kube-version.ts'
import type { Chart } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import { loadChart } from '../chart/load-chart.ts'
import type { Warn } from '../chart/warning.ts'
import { processDependencies } from '../dependencies/process-dependencies.ts'
import { renderChart } from '../render/render-chart.ts'
import type { RenderEnvironment } from '../render/render-environment.ts'
import { RenderError } from '../render/render-error.ts'
import { coalesceTables } from '../values/coalesce-tables.ts'
import { coalesceValues } from '../values/coalesce-values.ts'
import { copyTable } from '../values/copy-values.ts'
import { readValues } from '../values/read-values.ts'
import { toRenderValues } from '../values/render-values.ts'
import { lintChartFile } from './chart-file-rules.ts'
import { lintCrds } from './crd-rules.ts'
import { lintDependencies } from './dependency-rules.ts'
import { type Finding, LintReport } from './lint-report.ts'
import { lintRendered } from './template-rules.ts'

/** How to lint. */
export interface LintOptions {
  readonly values: GoMap
  readonly namespace: string
  readonly environment: RenderEnvironment
  /** The chart's folder as findings name it. */
  readonly path: string
  readonly kubeVersion?: KubeVersion
  readonly skipSchemaValidation?: boolean
  readonly warn?: Warn
}

/** Lints the chart at the root of a tree. */
export async function lintChart(tree: FileTree, options: LintOptions): Promise<readonly Finding[]> {
  const report = new LintReport()
  lintChartFile(tree, report)
  await lintValues(tree, options, report)
  const loaded = load(tree, options)
  await lintTemplates(tree, loaded, options, report)
  if (typeof loaded === 'string') report.check('ERROR', '', `unable to load chart\n\t${loaded}`)
  else {
    lintDependencies(loaded, options.path, report)
    lintCrds(tree, loaded, report)
  }
  if (typeof loaded === 'string' && tree.list('crds')) report.check('ERROR', 'crds/', loaded)
  return report.findings
}

/** The chart, or why it does not load. */
function load(tree: FileTree, { path, warn }: LintOptions): Chart | string {
  return unlessRefused(() => loadChart(tree, { name: path, ...(warn ? { warn } : {}) }))
}

async function lintValues(tree: FileTree, options: LintOptions, report: LintReport): Promise<void> {
  const file = tree.read('values.yaml')
  if (!report.check('INFO', 'values.yaml', file ? undefined : 'file does not exist') || !file) return
  const values = unlessRefused(() => readValues(goString(file)))
  if (typeof values === 'string') {
    report.check(
      'ERROR',
      'values.yaml',
      `unable to parse YAML: ${values.replace('cannot unmarshal yaml document: ', '').replace(/map\[string\]interface \{\}$/, 'common.Values')}`,
    )
    return
  }
  const schema = tree.read('values.schema.json')
  if (!schema?.length || options.skipSchemaValidation) return
  const { validateSchema } = await import('../schema/validate-values.ts')
  const problem = await validateSchema(
    schema,
    coalesceTables(copyTable(options.values), values, '', { keepsNulls: false, warn: () => {} }),
  )
  report.check('ERROR', 'values.yaml', problem === '' ? undefined : problem)
}

async function lintTemplates(
  tree: FileTree,
  loaded: Chart | string,
  options: LintOptions,
  report: LintReport,
): Promise<void> {
  const folder = 'templates/'
  if (!tree.list('templates')) {
    if (tree.read('templates')) report.check('ERROR', folder, 'not a directory')
    else report.check('WARNING', folder, 'directory does not exist')
    return
  }
  if (typeof loaded === 'string') {
    report.check('ERROR', folder, loaded)
    return
  }
  const chart = unlessRefused(() => processDependencies(loaded, options.values))
  if (typeof chart === 'string') return
  const rendered = await render(chart, options)
  if (typeof rendered === 'string') report.check('ERROR', folder, rendered)
  else lintRendered(chart, rendered, options.kubeVersion ?? defaultKubeVersion, report)
}

/** What the templates render to, or why they do not. */
async function render(chart: Chart, options: LintOptions): Promise<ReadonlyMap<string, string> | string> {
  const { environment, namespace, kubeVersion, skipSchemaValidation = false, warn = () => {} } = options
  try {
    const values = coalesceValues(chart, options.values, () => {})
    const renderValues = await toRenderValues(chart, values, {
      release: { name: 'test-release', namespace, revision: 0, isInstall: false },
      capabilities: new Capabilities(kubeVersion ? { kubeVersion } : {}),
      skipSchemaValidation,
      warn,
    })
    return await renderChart(chart, renderValues, { ...environment, mode: 'lint', warn })
  } catch (error) {
    if (error instanceof ChartError || error instanceof RenderError) return error.message
    throw error
  }
}

function unlessRefused<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof ChartError) return error.message
    throw error
  }
}
