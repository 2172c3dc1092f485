/** `helm template NAME CHART`: what a chart renders to. @module */
import { type RenderEnvironment, renderRelease, TooDeepError } from '@sluice/helm/render'
import { type Context, Exit } from '../../context.ts'
import { helmCommand } from './helm-command.ts'
import { helmEnvironment } from './helm-environment.ts'
import { printWarnings } from './helm-warnings.ts'
import { loadInstallableChart } from './load-installable-chart.ts'
import { locateChart } from './locate-chart.ts'
import { printBroken, printTemplates } from './print-templates.ts'
import { readValueFlags } from './read-value-flags.ts'
import { releaseNameAndChart } from './release-name-and-chart.ts'
import { releaseNamespace } from './release-namespace.ts'
import { asksServer, templateCapabilities } from './template-capabilities.ts'
import { templateFlags } from './template-flags.ts'

/** A context with the flags of `helm template`. */
export type TemplateContext = Context<typeof templateFlags>

/** Renders a chart. */
export const helmTemplate = helmCommand({
  summary: 'Render a Helm chart',
  usage: '[NAME] [CHART]',
  details:
    'Renders the templates of a chart as an installation would, without a cluster: what is looked up is empty, and whether an API is supported is not checked.',
  examples: [
    'sluice helm template my-release ./chart -f values.yaml --set image.tag=1.2',
    'sluice helm template ./chart --show-only templates/deployment.yaml',
  ],
  flags: templateFlags,
  run,
})

async function run(context: TemplateContext): Promise<void> {
  const { flags, args } = context
  if (args.length === 0)
    throw new Error(
      '"helm template" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]',
    )
  const capabilities = await templateCapabilities(context)
  const { name, chart: reference } = await releaseNameAndChart(context)
  const path = await locateChart(reference, context)
  const values = await readValueFlags(context)
  const warn = printWarnings(context)
  const chart = await loadInstallableChart(path, context, warn)
  const namespace = await releaseNamespace(context)
  const environment = await renderEnvironment(context)
  try {
    const release = await renderRelease({
      chart,
      values,
      release: { name, namespace, isUpgrade: flags['is-upgrade'] },
      capabilities,
      environment,
      skipSchemaValidation: flags['skip-schema-validation'],
      warn,
    })
    printTemplates(release, { ...context, releaseName: name })
  } catch (error) {
    const code = error instanceof TooDeepError ? await context.restartWithMoreStack?.() : undefined
    if (code !== undefined) throw new Exit(code)
    throw printBroken(error, context)
  }
}

/** With `--dry-run=server`, `lookup` finds what is in the cluster. */
async function renderEnvironment(context: TemplateContext): Promise<RenderEnvironment> {
  const environment = helmEnvironment(context)
  if (!asksServer(context)) return environment
  const { clusterLookup } = await import('./cluster-lookup.ts')
  return { ...environment, lookup: clusterLookup(await context.client(), context.signal) }
}
