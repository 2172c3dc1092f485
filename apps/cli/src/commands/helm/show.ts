/** `helm show PART CHART`: what is in a chart. @module */
import { type ShownPart, showChart } from '@sluice/helm/package'
import { toggle } from '../../parser/flags.ts'
import { chartFlags } from './chart-flags.ts'
import { helmCommand } from './helm-command.ts'
import { printWarnings } from './helm-warnings.ts'
import { loadExistingChart } from './load-chart-at.ts'
import { locateChart } from './locate-chart.ts'

const summaries: Readonly<Record<ShownPart, string>> = {
  all: 'Show all information of a chart',
  chart: "Show a chart's definition",
  crds: "Show a chart's CRDs",
  readme: "Show a chart's README",
  values: "Show a chart's values",
}

const flags = {
  ...chartFlags,
  devel: toggle("use development versions, too; equivalent to version '>0.0.0-0'"),
} as const

/** The command that shows one part. */
export function helmShow(part: ShownPart) {
  return helmCommand({
    summary: summaries[part],
    usage: '[CHART]',
    examples: [`sluice helm show ${part} ./chart`],
    flags,
    run: async context => {
      const [reference, ...more] = context.args
      if (reference === undefined || more.length > 0) {
        throw new Error(
          `"helm show ${part}" requires 1 argument\n\nUsage:  helm show ${part} [CHART] [flags]`,
        )
      }
      const path = await locateChart(reference, context)
      context.out(showChart(loadExistingChart(path, printWarnings(context)), part))
    },
  })
}
