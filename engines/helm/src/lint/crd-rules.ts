import type { FileTree } from '@sluice/base/flow'
import { goString } from '@sluice/gotemplate'
import { type Chart, chartCrds } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import { decodeObjects } from './decode-objects.ts'
import type { LintReport } from './lint-report.ts'

/** The rules of the `crds/` folder, which need not be there. */
export function lintCrds(tree: FileTree, chart: Chart, report: LintReport): void {
  if (!tree.list('crds')) {
    if (tree.read('crds')) report.check('ERROR', 'crds/', 'not a directory')
    return
  }
  for (const { name, file } of chartCrds(chart)) {
    try {
      for (const { apiVersion, kind } of decodeObjects(goString(file.data))) {
        const isOurs = apiVersion.startsWith('apiextensions.k8s.io')
        report.check('ERROR', name, isOurs ? undefined : "apiVersion is not in 'apiextensions.k8s.io'")
        const isDefinition = kind === 'CustomResourceDefinition'
        report.check(
          'ERROR',
          name,
          isDefinition ? undefined : "object kind is not 'CustomResourceDefinition'",
        )
      }
    } catch (error) {
      if (!(error instanceof ChartError)) throw error
      report.check('ERROR', name, `unable to parse YAML: ${error.message}`)
      return
    }
  }
}
