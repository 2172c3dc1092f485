import type { JsonValue } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import { within } from './errors.ts'

/** Runs `work`, which configures a plugin; kustomize shows the whole configuration of one that it cannot configure. */
export function configuring<T>(kind: string, config: () => JsonValue, work: () => T): T {
  return within(() => `trouble configuring builtin ${kind} with config: \`\n${formatYaml(config())}\``, work)
}
