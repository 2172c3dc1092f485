/**
 * Gathers the resources of a kustomization: its own, those of its bases and components, and what it generates; then
 * runs its transformers over them.
 * @module
 */
import { parseYaml, YamlError } from '@sluice/yaml'
import { Accumulator } from './accumulator.ts'
import { readCrdConfig } from './config/crd-config.ts'
import {
  defaultConfig,
  emptyConfig,
  mergeConfigs,
  readConfig,
  type TransformConfig,
} from './config/transform-config.ts'
import { KustomizeError, within } from './errors.ts'
import type { Kustomization } from './load/kustomization.ts'
import type { Loader } from './load/loader.ts'
import { isHttpStatusError } from './load/remote.ts'
import { takeBuildAnnotations } from './resources/build-annotations.ts'
import { parseResourceFile } from './resources/parse-resources.ts'
import { runGenerators } from './run-generators.ts'
import { runTransformers, runValidators } from './run-transformers.ts'
import { appendPath, attempt, chooseSchemas, loadTarget, type Target } from './target.ts'
import { addVariables, bindVariables, formatVariable } from './transform/resolve-vars.ts'

/** Everything a kustomization asks for, added to `into`. @throws KustomizeError */
export function accumulate(target: Target, into = new Accumulator()): Accumulator {
  const { kustomization: k, loader } = target
  within('accumulating resources', () => {
    for (const path of k.resources ?? []) addResource(target, into, path)
  })
  into.config = mergeConfigs(into.config, configOf(k, loader))
  within(`loading CRDs [${(k.crds ?? []).join(' ')}]`, () => {
    for (const path of k.crds ?? [])
      into.config = mergeConfigs(into.config, readCrdConfig(loader.read(path), path))
  })
  runGenerators(target, into, addResource)
  within('accumulating components', () => {
    for (const path of k.components ?? []) addComponent(target, into, path)
  })
  runTransformers(target, into, addResource)
  runValidators(target, into, addResource)
  within(
    () => `merging vars [${(k.vars ?? []).map(one => formatVariable(one)).join(' ')}]`,
    () => {
      bindVariables(k.vars ?? [], into.resources)
      addVariables(into.variables, k.vars ?? [])
    },
  )
  return into
}

/** A resource is a file, or else a directory with a kustomization of its own. */
function addResource(target: Target, into: Accumulator, path: string): void {
  const asFile = attempt(() => addFile(target, into, path))
  if (!asFile) return
  if (isHttpStatusError(asFile)) throw asFile
  const loader = attempt(() => target.loader.enter(path))
  if (loader instanceof KustomizeError) {
    if (asFile.message.includes('MalformedYAMLError')) throw asFile
    throw new KustomizeError(`accumulation err='${asFile.message}': ${loader.message}`, { cause: loader })
  }
  within(`accumulation err='${asFile.message}'`, () => {
    const base = enter(target, loader, path)
    if (base.kustomization.kind === 'Component') {
      throw new KustomizeError(`expected kind != 'Component' for path '${base.loader.shownDir}'`)
    }
    const sub = within(`recursed accumulation of path '${base.loader.shownDir}'`, () => accumulate(base))
    within(`recursed merging from path '${base.loader.shownDir}'`, () => into.merge(sub))
  })
}

function addFile(target: Target, into: Accumulator, path: string): undefined {
  const resources = within(`accumulating resources from '${path}'`, () =>
    parseResourceFile(target.loader.read(path), path),
  )
  const origin = appendPath(target.origin, path)
  const { schemas } = target.loader.context
  for (const resource of resources) {
    takeBuildAnnotations(resource)
    resource.origin = origin
    schemas.meet(resource.apiVersion, resource.kind)
    resource.isClusterScoped = schemas.isClusterScoped(resource.apiVersion, resource.kind)
  }
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
  chooseSchemas(entered)
  const { buildMetadata } = target.kustomization
  return {
    ...entered,
    kustomization: { ...entered.kustomization, ...(buildMetadata ? { buildMetadata } : {}) },
  }
}

function configOf(k: Kustomization, loader: Loader): TransformConfig {
  const own = (k.configurations ?? []).map(path => readConfig(readYaml(loader, path)[0] ?? {}))
  return own.length === 0 ? defaultConfig : mergeConfigs(defaultConfig, own.reduce(mergeConfigs, emptyConfig))
}

function readYaml(loader: Loader, path: string): ReturnType<typeof parseYaml> {
  try {
    return parseYaml(loader.read(path))
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(`${path}: ${error.message}`, { cause: error })
    throw error
  }
}
