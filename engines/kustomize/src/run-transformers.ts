/**
 * The transformers of a kustomization: its fields in kustomize's order, then the plugins that `transformers` lists; and
 * its `validators`, which are transformers that may change nothing.
 * @module
 */
import type { Accumulator } from './accumulator.ts'
import { KustomizeError } from './errors.ts'
import { type AddResource, configuredByPlugin, pluginConfigs } from './plugins/plugin-configs.ts'
import { transformerOf } from './plugins/transformer-of.ts'
import { formatResId } from './resources/res-id.ts'
import type { BuildResource, Origin } from './resources/resource.ts'
import { configuredBy, type Target } from './target.ts'
import type { Transformer } from './transform/transformer.ts'
import { transformersOf } from './transform/transformers-of.ts'

/** Runs all transformers over the resources. @throws KustomizeError */
export function runTransformers(target: Target, into: Accumulator, addResource: AddResource): void {
  const { kustomization, loader } = target
  const own = transformersOf(kustomization, into.config, loader)
  const plugins = pluginConfigs(target, kustomization.transformers, addResource).map(config => ({
    transform: transformerOf(config, loader),
    by: configuredByPlugin(config),
  }))
  for (const { name, transform } of own) {
    run(transform, configuredBy(target, name), into)
    if (name.startsWith('Patch')) dropEmpty(into)
  }
  for (const { transform, by } of plugins) {
    run(transform, by, into)
    dropEmpty(into)
  }
}

function run(transform: Transformer, by: Origin | undefined, into: Accumulator): void {
  transform(into.resources)
  if (by) {
    for (const resource of into.resources.items) {
      if (resource.origin) resource.transformations.push(by)
      else resource.origin = by
    }
  }
}

/** A patch may take everything from a resource. */
function dropEmpty(into: Accumulator): void {
  into.resources.filter(resource => !resource.isEmpty)
}

const validatedBy = 'validated-by'

/** Runs all validators. @throws KustomizeError if one is not content, or changes a resource */
export function runValidators(target: Target, into: Accumulator, addResource: AddResource): void {
  const { kustomization, loader } = target
  const validators = pluginConfigs(target, kustomization.validators, addResource).map(config =>
    transformerOf(config, loader),
  )
  for (const validate of validators) {
    const before = into.resources.items.map(textOf)
    validate(into.resources)
    into.resources.items.forEach((resource, i) => {
      if (textOf(resource) !== before[i])
        throw new KustomizeError(
          `validator shouldn't modify the resource map: ${formatResId(resource.id)} was changed`,
        )
    })
  }
}

/** Validators may leave a label. */
function textOf({ object }: BuildResource): string {
  return JSON.stringify(object, (key, value: unknown) =>
    key === validatedBy ? undefined : typeof value === 'bigint' ? `${value}n` : value,
  )
}
