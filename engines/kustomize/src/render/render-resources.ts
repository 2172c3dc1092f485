import type { Resource } from '@sluice/base/flow'
import { formatYamlDocuments } from '@sluice/yaml'

/** Resources as the YAML text that kustomize prints. */
export function renderResources(resources: readonly Resource[]): string {
  return formatYamlDocuments(resources)
}
