import { helmEnvironment } from './helm-environment.ts'
import type { TemplateContext } from './template.ts'

/** What the arguments name. */
export interface NameAndChart {
  readonly name: string
  readonly chart: string
}

/** The release's name and the chart, by the arguments and the flags that make names. */
export async function releaseNameAndChart(context: TemplateContext): Promise<NameAndChart> {
  const { args, flags } = context
  const [first = '', second, ...more] = args
  if (more.length > 0) {
    throw new Error(`expected at most two arguments, unexpected arguments: ${more.join(', ')}`)
  }
  if (second !== undefined) {
    if (flags['generate-name']) throw new Error('cannot set --generate-name and also specify a name')
    if (flags['name-template']) throw new Error('cannot set --name-template and also specify a name')
    return { name: first, chart: second }
  }
  if (flags['name-template']) return { name: await nameOf(flags['name-template'], context), chart: first }
  // helm: `template` has a name of its own, also with --generate-name.
  return { name: 'release-name', chart: first }
}

async function nameOf(template: string, context: TemplateContext): Promise<string> {
  const { renderText } = await import('@sluice/helm/render')
  return renderText('name-template', template, helmEnvironment(context))
}
