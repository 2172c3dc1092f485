import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonValue } from '@sluice/base/json'

const group = 'kustomize.toolkit.fluxcd.io'

/** What a resource's label, or else its annotation, `kustomize.toolkit.fluxcd.io/<name>` says. */
export function markerOf({ metadata }: Resource, name: string): string | undefined {
  const key = `${group}/${name}`
  return textIn(metadata['labels'], key) ?? textIn(metadata['annotations'], key)
}

function textIn(map: JsonValue | undefined, key: string): string | undefined {
  const value = isJsonObject(map) ? map[key] : undefined
  return typeof value === 'string' ? value : undefined
}
