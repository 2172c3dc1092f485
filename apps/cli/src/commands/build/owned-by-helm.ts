import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** The resource with the label and annotations by which Helm knows the objects of a release. */
export function ownedByHelm(
  resource: Resource,
  release: { readonly name: string; readonly namespace: string },
): Resource {
  const { metadata } = resource
  return {
    ...resource,
    metadata: {
      ...metadata,
      labels: { ...membersOf(metadata['labels']), 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: {
        ...membersOf(metadata['annotations']),
        'meta.helm.sh/release-name': release.name,
        'meta.helm.sh/release-namespace': release.namespace,
      },
    },
  }
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
