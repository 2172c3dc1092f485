import type { JsonObject } from '@sluice/base/json'

const replacements: readonly (readonly [string, string, string])[] = [
  ['bases', 'resources', ''],
  ['commonLabels', 'labels', ''],
  ['imageTags', 'images', ''],
  ['patchesJson6902', 'patches', ''],
  ['patchesStrategicMerge', 'patches', ''],
  ['vars', 'replacements', '[EXPERIMENTAL] '],
]

/** kustomize's warnings of the deprecated fields that a kustomization file has. */
export function deprecationsOf(kustomization: JsonObject): readonly string[] {
  return replacements
    .filter(([field]) => kustomization[field] !== undefined)
    .map(
      ([field, instead, mark]) =>
        `# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${mark}Run 'kustomize edit fix' to update your Kustomization automatically.`,
    )
}
