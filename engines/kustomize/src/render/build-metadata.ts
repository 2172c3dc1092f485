/**
 * The `buildMetadata` field of a kustomization: notes on where resources come from and what changed them.
 * @module
 */
import { formatYaml } from '@sluice/yaml'
import type { Origin } from '../resources/resource.ts'
import type { ResourceList } from '../resources/resource-list.ts'

const originKey = 'config.kubernetes.io/origin'
const transformationsKey = 'alpha.config.kubernetes.io/transformations'
const managedByKey = 'app.kubernetes.io/managed-by'

/** Writes the notes that were asked for. */
export function noteBuild(resources: ResourceList, wanted: readonly string[]): void {
  for (const resource of resources.items) {
    if (wanted.includes('managedByLabel')) resource.setText('labels', managedByKey, 'kustomize-v5.7.1')
    if (wanted.includes('originAnnotations') && resource.origin) {
      resource.setText('annotations', originKey, formatOrigin(resource.origin))
    }
    if (wanted.includes('transformerAnnotations') && resource.transformations.length > 0) {
      const entries = resource.transformations.map(
        origin => `- ${formatOrigin(origin).trimEnd().replaceAll('\n', '\n  ')}\n`,
      )
      resource.setText('annotations', transformationsKey, entries.join(''))
    }
  }
}

function formatOrigin(origin: Origin): string {
  const { path, repo, ref, configuredIn, configuredBy } = origin
  return formatYaml(
    {
      ...(path ? { path } : {}),
      ...(repo ? { repo } : {}),
      ...(ref ? { ref } : {}),
      ...(configuredIn ? { configuredIn } : {}),
      ...(configuredBy ? { configuredBy } : {}),
    },
    { keepKeyOrder: true },
  )
}
