import { emptyConfig, mergeConfigs, type TransformConfig } from './config/transform-config.ts'
import { KustomizeError } from './errors.ts'
import { mergeGenerated } from './generate/generate-data.ts'
import type { Variable } from './load/kustomization.ts'
import { formatResId } from './resources/res-id.ts'
import type { BuildResource } from './resources/resource.ts'
import { ResourceList } from './resources/resource-list.ts'
import { addVariables } from './transform/resolve-vars.ts'

/** What a kustomization and its bases have come to so far. */
export class Accumulator {
  readonly resources = new ResourceList()
  readonly variables = new Map<string, Variable>()
  config: TransformConfig = emptyConfig

  /** Takes over what a base has come to. @throws KustomizeError if both have the same resource or variable */
  merge(base: Accumulator): void {
    this.resources.appendAll(base.resources.items)
    this.config = mergeConfigs(this.config, base.config)
    addVariables(this.variables, base.variables.values())
  }

  /** Adds a generated resource, or changes the one it is meant for. @throws KustomizeError */
  absorb(made: BuildResource): void {
    const [old, second] = this.resources.withAnyId(made.id)
    const changes = made.behavior === 'merge' || made.behavior === 'replace'
    const name = formatResId(made.id)
    if (second) throw new KustomizeError(`found multiple objects that could accept merge of ${name}`)
    if (!old) {
      if (changes) throw new KustomizeError(`id ${name} does not exist; cannot merge or replace`)
      this.resources.append(made)
      return
    }
    if (!changes) {
      throw new KustomizeError(`id ${name} exists; behavior must be merge or replace`)
    }
    this.resources.replace(old, mergeGenerated(old, made))
  }
}
