/**
 * Runs the templates of a chart and its subcharts.
 *
 * Templates are synchronous. Where one needs something that has to be waited for (functions that only a text given
 * to `tpl` names, the answer of a cluster), the render stops, gets it, and begins anew.
 * @module
 */
import {
  compareStrings,
  ExecError,
  type GoMap,
  Interruption,
  ParseError,
  TemplateSet,
  withType,
} from '@sluice/gotemplate'
import type { Chart } from '../chart/chart.ts'
import { isPartial } from '../manifest/sort-manifests.ts'
import { copyTable } from '../values/copy-values.ts'
import { isTable } from '../values/table.ts'
import { helmFunctions, LookupNeeded, queryKey } from './helm-functions.ts'
import { parsedTemplates } from './parsed-templates.ts'
import type { Lookup, RenderEnvironment } from './render-environment.ts'
import { executionFailure, parseFailure, TooDeepError } from './render-error.ts'
import { FamilyNeeded, TemplateFunctions } from './template-functions.ts'
import { type ScopedTemplate, scopeTemplates } from './template-scopes.ts'

/**
 * What each template renders to, partials left out, by its name.
 * @throws RenderError
 */
export async function renderChart(
  chart: Chart,
  renderValues: GoMap,
  environment: RenderEnvironment,
): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, GoMap | Error>()
  const { findHost } = environment
  const hosts = new Map<string, string>()
  const withHosts = findHost
    ? { ...environment, resolveHost: (name: string) => known(hosts, name) }
    : environment
  const functions = new TemplateFunctions(withHosts, helmFunctions(environment, answers))
  const set = new TemplateSet('gotpl', {
    functions,
    missingKey: environment.mode === 'strict' ? 'error' : 'zero',
    onProgress: watch(environment),
  })
  const templates = inOrder(scopeTemplates(chart, renderValues))
  for (const template of templates) parse(template, set, functions)
  await functions.load()
  let attempt = templates
  for (;;) {
    // Templates change values; whoever begins anew begins with what was given.
    const pristine = copyValues(renderValues)
    try {
      return execute(set, attempt)
    } catch (error) {
      if (error instanceof FamilyNeeded) await functions.load()
      else if (error instanceof LookupNeeded)
        answers.set(queryKey(error.query), await ask(error, environment.lookup))
      else if (error instanceof HostNeeded && findHost) hosts.set(error.host, await findHost(error.host))
      else throw error
      renderValues = pristine
      attempt = inOrder(scopeTemplates(chart, renderValues))
    }
  }
}

/** Deeper templates first, and within a depth the last in the alphabet, so that those of a parent win. */
function inOrder(templates: readonly ScopedTemplate[]): ScopedTemplate[] {
  const byName = new Map(templates.map(template => [template.name, template]))
  const keyed = [...byName.values()].map(template => ({ template, depth: template.name.split('/').length }))
  keyed.sort((a, b) => b.depth - a.depth || compareStrings(b.template.name, a.template.name))
  return keyed.map(({ template }) => template)
}

function parse(template: ScopedTemplate, set: TemplateSet, functions: TemplateFunctions): void {
  try {
    set.add(parsedTemplates(template, set, functions))
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    throw parseFailure(template.name, error.message)
  }
}

function execute(set: TemplateSet, templates: readonly ScopedTemplate[]): ReadonlyMap<string, string> {
  const rendered = new Map<string, string>()
  for (const { name, dot, basePath } of templates) {
    if (isPartial(name)) continue
    dot['Template'] = withType({ Name: name, BasePath: basePath }, 'common.Values')
    rendered.set(name, executeOne(set, name, dot))
  }
  return rendered
}

function executeOne(set: TemplateSet, name: string, dot: GoMap): string {
  try {
    // helm: what is missing prints as nothing.
    return set.execute(name, dot).replaceAll('<no value>', '')
  } catch (error) {
    if (error instanceof ExecError) throw executionFailure(name, error)
    if (error instanceof RangeError && error.message.includes('call stack')) {
      throw new TooDeepError(`execution error in (${name}): exceeded maximum template depth`)
    }
    throw error
  }
}

function copyValues(renderValues: GoMap): GoMap {
  const values = renderValues['Values']
  return { ...renderValues, Values: isTable(values) ? withType(copyTable(values), 'common.Values') : values }
}

async function ask({ query }: LookupNeeded, lookup: Lookup | undefined): Promise<GoMap | Error> {
  try {
    return (await lookup?.(...query)) ?? {}
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}

/** Thrown where the address of a host is needed. */
class HostNeeded extends Interruption {
  override readonly name = 'HostNeeded'
  readonly host: string

  constructor(host: string) {
    super(`address of ${host}`)
    this.host = host
  }
}

function known(hosts: ReadonlyMap<string, string>, name: string): string {
  const address = hosts.get(name)
  if (address === undefined) throw new HostNeeded(name)
  return address
}

const defaultCharacters = 256 * 1024 * 1024
const defaultMilliseconds = 300_000
/** How often the clock is looked at. */
const stepsPerLook = 4096

/** What ends a template that prints or runs without end. */
function watch({ now, limits }: RenderEnvironment): (characters: number) => void {
  const { characters: most = defaultCharacters, milliseconds = defaultMilliseconds } = limits ?? {}
  const end = now().getTime() + milliseconds
  let steps = 0
  return characters => {
    if (characters > most) throw new LimitReached(`a template prints more than ${most} characters`)
    if (++steps % stepsPerLook === 0 && now().getTime() > end) {
      throw new LimitReached(`templates run for longer than ${milliseconds} milliseconds`)
    }
  }
}

class LimitReached extends Interruption {
  override readonly name = 'LimitReached'
}
