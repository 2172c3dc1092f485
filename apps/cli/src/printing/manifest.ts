import type { JsonObject } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'

/** A manifest as a YAML document with its `---`. */
export function formatManifest(manifest: JsonObject): string {
  return `---\n${formatYaml(manifest)}`
}
