import { isJsonObject, type JsonObject } from '@sluice/base/json'

/**
 * Annotations that versions of a kind write from their fields: an object shown as metadata alone is shown as it is
 * stored, without them.
 */
const written: Readonly<Record<string, RegExp>> = {
  'apps/v1 DaemonSet': /^deprecated\.daemonset\.template\.generation$/,
  'autoscaling/v1 HorizontalPodAutoscaler': /^autoscaling\.alpha\.kubernetes\.io\//,
}

/** An object reduced to its metadata. */
export function partialMetadata(object: JsonObject, version = 'v1'): JsonObject {
  const pattern = written[`${object['apiVersion']} ${object['kind']}`]
  const { metadata } = object
  const shown = pattern && isJsonObject(metadata) ? withoutAnnotations(metadata, pattern) : metadata
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: shown }
}

function withoutAnnotations(metadata: JsonObject, pattern: RegExp): JsonObject {
  const { annotations, ...rest } = metadata
  if (!isJsonObject(annotations)) return metadata
  const kept = Object.entries(annotations).filter(([key]) => !pattern.test(key))
  return kept.length > 0 ? { ...rest, annotations: Object.fromEntries(kept) } : rest
}
