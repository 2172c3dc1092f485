import { KustomizeError } from '../errors.ts'
import { formatGvk } from '../resources/res-id.ts'
import type { BuildResource } from '../resources/resource.ts'

/** Whether a configuration is one of kustomize's own plugins; those of others are not run. @throws KustomizeError */
export function requireBuiltin(config: BuildResource, kinds: readonly string[]): void {
  const { kind, apiVersion, id } = config
  if (apiVersion !== 'builtin') {
    throw new KustomizeError(`external plugins disabled; unable to load external plugin '${kind}'`)
  }
  if (!kinds.includes(kind)) throw new KustomizeError(`unable to load builtin ${formatGvk(id)}`)
}
