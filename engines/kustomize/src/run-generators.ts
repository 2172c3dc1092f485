/**
 * The generators of a kustomization: `configMapGenerator`, `secretGenerator`, `helmCharts`, then the plugins that
 * `generators` lists. All are configured before the first one runs.
 * @module
 */
import { isJsonObject } from '@sluice/base/json'
import type { Accumulator } from './accumulator.ts'
import { configuring } from './configuring.ts'
import { within } from './errors.ts'
import { type GeneratedKind, generateData } from './generate/generate-data.ts'
import { type ChartEntry, checkChart, inflateChart } from './generate/inflate-chart.ts'
import type { GeneratorEntry } from './load/kustomization.ts'
import { type Generator, generatorOf } from './plugins/generator-of.ts'
import { type AddResource, configuredByPlugin, pluginConfigs } from './plugins/plugin-configs.ts'
import type { Origin } from './resources/resource.ts'
import { configuredBy, type Target } from './target.ts'

interface Configured {
  readonly generate: Generator
  readonly origin: Origin | undefined
}

/** Adds what the generators make to the resources. @throws KustomizeError */
export function runGenerators(target: Target, into: Accumulator, addResource: AddResource): void {
  const { configMapGenerator, secretGenerator, generators } = target.kustomization
  const configured = [
    ...dataGenerators(target, 'ConfigMap', configMapGenerator),
    ...dataGenerators(target, 'Secret', secretGenerator),
    ...chartGenerators(target),
    ...within('loading generator plugins', () =>
      pluginConfigs(target, generators, addResource).map(config => ({
        generate: generatorOf(config, target.loader),
        origin: configuredByPlugin(config),
      })),
    ),
  ]
  for (const { generate, origin } of configured) {
    const made = generate()
    for (const resource of made) resource.origin ??= origin
    within('merging from generator', () => {
      for (const resource of made) into.absorb(resource)
    })
  }
}

function dataGenerators(
  target: Target,
  kind: GeneratedKind,
  entries: readonly GeneratorEntry[] | undefined,
): Configured[] {
  const { generatorOptions } = target.kustomization
  const origin = configuredBy(target, `${kind}Generator`)
  return (entries ?? []).map(entry => ({
    generate: () => [generateData(kind, entry, target.loader, generatorOptions)],
    origin,
  }))
}

function chartGenerators(target: Target): Configured[] {
  const { helmCharts, helmGlobals } = target.kustomization
  const origin = configuredBy(target, 'HelmChartInflationGenerator')
  return (helmCharts ?? []).map(chart => {
    const entry: ChartEntry = { ...helmGlobals, ...(isJsonObject(chart) ? chart : {}) }
    configuring(
      'HelmChartInflationGenerator',
      () => entry,
      () => checkChart(entry, target.loader),
    )
    return { generate: () => inflateChart(entry, target.loader), origin }
  })
}
