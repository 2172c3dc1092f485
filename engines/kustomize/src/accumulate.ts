/**
 * Gathers the resources of a kustomization: its own, those of its bases and components, and what it generates; then
 * runs its transformers over them.
 * @module
 */
import { isJsonObject } from '@sluice/base/json'
import { formatYaml, parseYaml, YamlError } from '@sluice/yaml'
import { Accumulator } from './accumulator.ts'
import { defaultConfig, mergeConfigs, readConfig, type TransformConfig } from './config/transform-config.ts'
import { KustomizeError, within } from './errors.ts'
import { generateData } from './generate/generate-data.ts'
import type { Kustomization } from './load/kustomization.ts'
import type { Loader } from './load/loader.ts'
import { readKustomization } from './load/read-kustomization.ts'
import { generatorOf, transformerOf } from './plugins.ts'
import { parseResourceFile, parseResources } from './resources/parse-resources.ts'
import type { BuildResource, Origin } from './resources/resource.ts'
import { addVariables, bindVariables } from './transform/resolve-vars.ts'
import type { NamedTransformer } from './transform/transformer.ts'
import { transformersOf } from './transform/transformers-of.ts'

/** One kustomization that is being built. */
export interface Target {
  readonly loader: Loader
  readonly kustomization: Kustomization
  readonly fileName: string
  /** Where it is, seen from the first one; undefined if nobody asked for build metadata. */
  readonly origin: Origin | undefined
}

/** Reads the kustomization of a directory. @throws KustomizeError */
export function loadTarget(loader: Loader, origin?: Origin): Target {
  const { text, name } = loader.readKustomizationFile()
  return { loader, kustomization: readKustomization(text, loader.dir), fileName: name, origin }
}

/** Everything a kustomization asks for, added to `into`. @throws KustomizeError */
export function accumulate(target: Target, into = new Accumulator()): Accumulator {
  const { kustomization: k, loader } = target
  within('accumulating resources', () => {
    for (const path of k.resources ?? []) addResource(target, into, path)
  })
  into.config = mergeConfigs(into.config, configOf(k, loader))
  generate(target, into)
  within('accumulating components', () => {
    for (const path of k.components ?? []) addComponent(target, into, path)
  })
  transform(target, into)
  bindVariables(k.vars ?? [], into.resources)
  within(`merging vars`, () => addVariables(into.variables, k.vars ?? []))
  return into
}

/** A resource is a file, or else a directory with a kustomization of its own. */
function addResource(target: Target, into: Accumulator, path: string): void {
  const asFile = attempt(() => addFile(target, into, path))
  if (!asFile) return
  const loader = attempt(() => target.loader.enter(path))
  if (loader instanceof KustomizeError) {
    if (asFile.message.includes('MalformedYAMLError')) throw asFile
    throw new KustomizeError(`accumulation err='${asFile.message}': ${loader.message}`, { cause: loader })
  }
  within(`accumulation err='${asFile.message}'`, () => {
    const base = enter(target, loader as Loader, path)
    if (base.kustomization.kind === 'Component') {
      throw new KustomizeError(`expected kind != 'Component' for path '${base.loader.shownDir}'`)
    }
    const sub = within(`recursed accumulation of path '${base.loader.shownDir}'`, () => accumulate(base))
    within(`recursed merging from path '${base.loader.shownDir}'`, () => into.merge(sub))
  })
}

function attempt<T>(work: () => T): T | KustomizeError {
  try {
    return work()
  } catch (error) {
    if (error instanceof KustomizeError) return error
    throw error
  }
}

function addFile(target: Target, into: Accumulator, path: string): undefined {
  const resources = within(`accumulating resources from '${path}'`, () =>
    parseResourceFile(target.loader.read(path), path),
  )
  const origin = appendPath(target.origin, path)
  for (const resource of resources) resource.origin = origin
  within(`merging resources from '${path}'`, () => into.resources.appendAll(resources))
}

function addComponent(target: Target, into: Accumulator, path: string): void {
  const loader = quoting('loader.New', () => target.loader.enter(path))
  quoting('accumulateDirectory:', () => {
    const component = enter(target, loader, path)
    const { kind } = component.kustomization
    if (kind !== 'Component') {
      throw new KustomizeError(`expected kind 'Component' for path '${loader.shownDir}' but got '${kind}'`)
    }
    within(`recursed accumulation of path '${loader.shownDir}'`, () => accumulate(component, into))
  })
}

/** kustomize quotes what goes wrong with a component. */
function quoting<T>(prefix: string, work: () => T): T {
  const result = attempt(work)
  if (result instanceof KustomizeError)
    throw new KustomizeError(`${prefix} ${JSON.stringify(result.message)}`, { cause: result })
  return result
}

function enter(target: Target, loader: Loader, path: string): Target {
  const entered = within(`couldn't make target for path '${loader.shownDir}'`, () =>
    loadTarget(loader, appendPath(target.origin, path)),
  )
  const { buildMetadata } = target.kustomization
  return {
    ...entered,
    kustomization: { ...entered.kustomization, ...(buildMetadata ? { buildMetadata } : {}) },
  }
}

function appendPath(origin: Origin | undefined, path: string): Origin | undefined {
  if (!origin) return undefined
  const parts = (origin.path ?? '').split('/').filter(Boolean)
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return { ...origin, path: parts.join('/') }
}

function configOf(k: Kustomization, loader: Loader): TransformConfig {
  const own = (k.configurations ?? []).map(path => {
    const [document] = readYaml(loader, path)
    return document === undefined ? defaultConfig : readConfig(document, path)
  })
  return own.reduce(mergeConfigs, defaultConfig)
}

function readYaml(loader: Loader, path: string): ReturnType<typeof parseYaml> {
  try {
    return parseYaml(loader.read(path))
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(`${path}: ${error.message}`, { cause: error })
    throw error
  }
}

function generate(target: Target, into: Accumulator): void {
  const { kustomization: k, loader } = target
  refuseUnsupported(k)
  const absorb = (made: BuildResource, by: string) => {
    made.origin ??= configuredBy(target, by)
    within('merging from generator', () => into.absorb(made))
  }
  for (const entry of k.configMapGenerator ?? []) {
    absorb(generateData('ConfigMap', entry, loader, k.generatorOptions), 'ConfigMapGenerator')
  }
  for (const entry of k.secretGenerator ?? []) {
    absorb(generateData('Secret', entry, loader, k.generatorOptions), 'SecretGenerator')
  }
  for (const config of pluginConfigs(target, k.generators)) absorb(generatorOf(config, loader), config.kind)
}

/** What this engine cannot do yet is refused, never left out in silence. */
function refuseUnsupported(k: Kustomization): void {
  const [chart] = k.helmCharts ?? []
  if (isJsonObject(chart)) {
    const namespace = chart['namespace'] ?? k.namespace
    const config = formatYaml({ ...k.helmGlobals, ...chart, ...(namespace ? { namespace } : {}) })
    throw new KustomizeError(
      `trouble configuring builtin HelmChartInflationGenerator with config: \`\n${config}\`: must specify --enable-helm`,
    )
  }
  if (k.crds?.length) throw new KustomizeError("the field 'crds' is not supported yet")
  if (k.openapi?.['path']) throw new KustomizeError("the field 'openapi.path' is not supported yet")
}

function transform(target: Target, into: Accumulator): void {
  const { kustomization: k, loader } = target
  const plugins = [...(k.transformers ?? []), ...(k.validators ?? [])]
  const transformers = [
    ...transformersOf(k, into.config, loader),
    ...pluginConfigs(target, plugins).map(config => transformerOf(config, loader)),
  ]
  for (const transformer of transformers) run(transformer, target, into)
}

function run({ name, transform }: NamedTransformer, target: Target, into: Accumulator): void {
  transform(into.resources)
  const by = configuredBy(target, name)
  if (by) for (const resource of into.resources.items) resource.transformations.push(by)
  into.resources.filter(resource => !resource.isEmpty)
}

function configuredBy(target: Target, kind: string): Origin | undefined {
  if (!target.origin) return undefined
  const { path, repo, ref } = target.origin
  return {
    ...(repo ? { repo } : {}),
    ...(ref ? { ref } : {}),
    configuredIn: path ? `${path}/${target.fileName}` : target.fileName,
    configuredBy: { apiVersion: 'builtin', kind },
  }
}

/** Configurations of plugins: inline, or in files and bases as resources are. */
function pluginConfigs(target: Target, entries: readonly string[] | undefined): readonly BuildResource[] {
  const configs = new Accumulator()
  for (const entry of entries ?? []) {
    const inline = inlineConfigs(entry)
    if (inline) configs.resources.appendAll(inline)
    else addResource(target, configs, entry)
  }
  return configs.resources.items
}

function inlineConfigs(text: string): readonly BuildResource[] | undefined {
  try {
    return parseResources(text)
  } catch (error) {
    if (error instanceof KustomizeError || error instanceof YamlError) return undefined
    throw error
  }
}
